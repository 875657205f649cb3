"""The ``amparo try`` command, as a network uses it: no database, no settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def amparo(*words: str) -> subprocess.CompletedProcess[str]:
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run([sys.executable, "-m", "amparo", *words], capture_output=True, text=True, env=bare)


def test_replies_are_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "replies.csv"
    path.write_text(
        '\ufeffid,language,text,open_activations\n1,es,"voy, 15 min",1\n2,en,1,2\n3,en,B2,2\n', encoding="utf-8"
    )

    done = amparo("try", "replies", str(path))

    assert done.stdout.splitlines() == ["id,got,code,eta_minutes", "1,going,,15", "2,unclear,,", "3,cannot,B,"]


def test_segments_are_counted_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "segments.csv"
    path.write_text("id,text\n1,hello\n2,está\n", encoding="utf-8")

    done = amparo("try", "segments", str(path))

    assert done.stdout.splitlines() == ["id,encoding,segments", "1,GSM-7,1", "2,UCS-2,1"]


def test_an_odd_table_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    rows = [
        "\ufeffID,note, Text ,open_activations,language",
        '1,x,"voy, ya",two,xx',
        '2,,"say ""1"""',
        '3,,"B2\nsorry",2,en,more',
    ]
    path.write_bytes("\r\n".join(rows).encode())

    done = amparo("try", "replies", str(path))

    assert done.stdout.splitlines() == ["id,got,code,eta_minutes", "1,going,,", "2,unclear,,", "3,cannot,B,"], (
        done.stderr
    )


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read"), (b"a,b\n", "the column id is missing"), (b"", "the file is empty"),
     (b"id;text\n1;hi\n", "parted by commas"), (b"id,text\n1,ok\n2,ol\xe9\n", "line 3 is not UTF-8")],
)  # fmt: skip
def test_a_bad_table_is_named_in_one_sentence(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)

    done = amparo("try", "replies", str(path))

    assert (done.returncode, complaint in done.stderr, done.stdout) == (1, True, "")
