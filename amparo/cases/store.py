"""The bytes of sealed files on this machine's disk. They were closed in a browser; nobody here looks into them.

A file is named by its row's random id and grows piece by piece, each at the place where the one before ended: what is sent
twice has no second effect. A file whose row is gone is set aside, and is gone a day later: a database that was restored, or
named by mistake, loses nothing within that day.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amparo.cases.errors import DiskFull, OpenBytes, TooLarge
from amparo.core.private import private_folder
from amparo.core.sealed import MAGIC

PIECE = 1 << 20
MEGABYTE = 1_000_000
ASIDE = ".aside"
DAY = 86_400
LEAST_FREE = 500 * MEGABYTE


def folder() -> Path:
    """Where they lie, closed to everybody else on this machine."""
    return private_folder(Path(settings.SEALED))


def path_of(id: UUID) -> Path:
    return folder() / str(id)


def most() -> int:
    """How many closed bytes a file may have: what people may choose, and what closing adds to it."""
    chosen = int(settings.FILE_MB) * MEGABYTE
    return chosen + 16 * (chosen // 65_536 + 1) + 4_096


def append(id: UUID, piece: bytes, *, at: int) -> int:
    """Write one piece where it belongs and say how many bytes are there now. One that belongs elsewhere changes nothing.

    Refused with OpenBytes when a file does not begin as closed ones do, with TooLarge and DiskFull when they are so.
    """
    if at == 0 and piece[: len(MAGIC)] != MAGIC:
        raise OpenBytes
    if at + len(piece) > most():
        raise TooLarge
    descriptor = os.open(path_of(id), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        there = os.fstat(descriptor).st_size
        if there == at:
            there = _write(descriptor, piece, at)
        _round_times(descriptor)
        return there
    finally:
        os.close(descriptor)


def _write(descriptor: int, piece: bytes, at: int) -> int:
    written = 0
    try:
        while written < len(piece):
            written += os.pwrite(descriptor, memoryview(piece)[written:], at + written)
    except OSError:
        os.ftruncate(descriptor, at)
        raise DiskFull from None
    return at + written


def _round_times(target: int | Path) -> None:
    """To the day: the file tells no hour at which somebody worked on a case."""
    day = int(time.time()) // DAY * DAY
    os.utime(target, (day, day))


def room_for(size: int) -> bool:
    """Whether the disk takes so many bytes more and still has some free for calls and texts."""
    free = os.statvfs(folder())
    return free.f_bavail * free.f_frsize - size > LEAST_FREE


@dataclass(frozen=True)
class Measured:
    """How many closed bytes are on the disk, and their SHA-256 in hex."""

    size: int
    digest: str


def measure(id: UUID) -> Measured:
    """Read a file through; what is measured is on the disk for good. A missing one has no bytes and no digest."""
    try:
        with path_of(id).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
            return Measured(file.tell(), digest)
    except FileNotFoundError:
        return Measured(0, "")


def pieces(id: UUID) -> Iterator[bytes]:
    """The bytes as they lie there, piece by piece."""
    with path_of(id).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def remove(id: UUID) -> None:
    """The bytes go; that they are gone already is well."""
    for path in (path_of(id), _aside(path_of(id))):
        path.unlink(missing_ok=True)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ASIDE)


def names() -> Iterator[UUID]:
    """Whose files lie here, set aside or not; what is no id is none of ours."""
    for entry in os.scandir(folder()):
        with suppress(ValueError):
            yield UUID(entry.name.removesuffix(ASIDE))


def set_aside(id: UUID) -> bool:
    """A file without its row is set aside, or goes when it was set aside a day ago. Whether it is gone."""
    path, aside = path_of(id), _aside(path_of(id))
    if path.exists():
        path.rename(aside)
    elif aside.exists() and time.time() - aside.stat().st_ctime > DAY:
        aside.unlink()
        return True
    return False


def bring_back(id: UUID) -> None:
    """Its row is there after all."""
    path, aside = path_of(id), _aside(path_of(id))
    if aside.exists() and not path.exists():
        aside.rename(path)


def age_of(id: UUID) -> float:
    """For how many seconds nobody has written, renamed or touched it."""
    path = path_of(id) if path_of(id).exists() else _aside(path_of(id))
    try:
        return time.time() - path.stat().st_ctime
    except FileNotFoundError:
        return 0
