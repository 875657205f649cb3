"""A spool keeps what it was told to keep, in order, whatever breaks."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.core.spool import Spool


class Later(Exception):
    """Not now."""


def taken_from(spool: Spool, **more: object) -> list[bytes]:
    taken: list[bytes] = []
    spool.drain(taken.append, stops=(Later,), seconds=5)
    return taken


def test_what_was_added_comes_out_once_and_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "texts")
    assert spool.is_empty()
    for n in range(50):
        spool.add(b"%d" % n)

    assert taken_from(spool) == [b"%d" % n for n in range(50)]
    assert taken_from(spool) == []
    assert spool.is_empty()


def test_later_keeps_everything_and_another_failure_sets_one_entry_aside(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for word in (b"a", b"bad", b"b"):
        spool.add(word)

    def away(_entry: bytes) -> None:
        raise Later

    assert spool.drain(away, stops=(Later,), seconds=5) == 0
    assert len(spool.waiting()) == 3
    taken: list[bytes] = []

    def take(entry: bytes) -> None:
        if entry == b"bad":
            raise ValueError
        taken.append(entry)

    assert spool.drain(take, stops=(Later,), seconds=5) == 2
    assert taken == [b"a", b"b"]
    assert [path.read_bytes() for path in spool.set_aside()] == [b"bad"]


def test_only_one_takes_out_at_a_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.add(b"a")
    inside: list[int] = []

    def take(_entry: bytes) -> None:
        inside.append(Spool(tmp_path).drain(lambda _e: None, stops=(Later,), seconds=1))

    spool.drain(take, stops=(Later,), seconds=5)

    assert inside == [0]


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path)
    spool.add(b"before")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        spool.add(b"x" * 4096)
    monkeypatch.undo()

    assert taken_from(spool) == [b"before"]
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


ADDS = """
import sys
from pathlib import Path
from amparo.core.spool import Spool
spool = Spool(Path(sys.argv[1]))
for n in range(100_000):
    spool.add(b"%d" % n)
    print(n, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    """``kill -9`` in the middle of writing, five times: whatever was said to be kept is there, in its order."""
    for turn in range(5):
        folder = tmp_path / str(turn)
        with subprocess.Popen([sys.executable, "-c", ADDS, str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            said = [int(process.stdout.readline()) for _n in range(20 + 7 * turn)]
            os.kill(process.pid, signal.SIGKILL)
            said += [int(line) for line in process.stdout.read().split(b"\n") if line]

        kept = [int(entry) for entry in taken_from(Spool(folder))]

        assert kept[: len(said)] == said
        assert len(kept) <= len(said) + 1
