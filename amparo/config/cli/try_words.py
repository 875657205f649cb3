"""``amparo try``: a network checks its own words before a night shift. No database, no settings."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from amparo.messaging.segments import count
from amparo.replies import interpret


class BadTable(Exception):
    """The file cannot be read as a table with the columns that are needed; the message names what is missing."""


def try_replies(path: Path, out: TextIO) -> None:
    """Read id, language, text, open_activations; write id, got, code, eta_minutes for each row."""
    writer = csv.writer(out, lineterminator="\n")
    rows = list(_rows(path, ("id", "text")))
    writer.writerow(["id", "got", "code", "eta_minutes"])
    for row in rows:
        reply = interpret(
            row["text"], language=row.get("language"), open_activations=_whole(row.get("open_activations"))
        )
        minutes = "" if reply.eta_minutes is None else reply.eta_minutes
        writer.writerow([row["id"], reply.got.value, reply.code, minutes])


def try_segments(path: Path, out: TextIO) -> None:
    """Read id, text; write id, encoding, segments for each row."""
    writer = csv.writer(out, lineterminator="\n")
    rows = list(_rows(path, ("id", "text")))
    writer.writerow(["id", "encoding", "segments"])
    for row in rows:
        cost = count(row["text"])
        writer.writerow([row["id"], cost.encoding, cost.segments])


def _whole(raw: str | None) -> int:
    """A number of open activations; an empty or garbled one is one."""
    number = (raw or "").strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows by the names of the first line; columns that nobody asked for are let be."""
    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        _check(path, names, needed)
        reader.fieldnames = names
        for row in reader:
            yield {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)} | {
                name: row.get(name) or "" for name in needed
            }
    except csv.Error as failure:
        raise BadTable(f"{path.name}: line {reader.line_num} is not a row of a table ({failure}).") from failure


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as failure:
        raise BadTable(f"{path.name}: cannot be read ({failure.strerror}).") from failure
    except UnicodeDecodeError as failure:
        line = failure.object[: failure.start].count(b"\n") + 1
        raise BadTable(f"{path.name}: line {line} is not UTF-8; save the table as CSV in UTF-8.") from failure


def _check(path: Path, names: list[str], needed: tuple[str, ...]) -> None:
    if not any(names):
        raise BadTable(f"{path.name}: the file is empty; its first line names the columns {', '.join(needed)}.")
    for column in needed:
        if column not in names:
            other = next((sign for sign in (";", "\t") if sign in names[0]), "")
            hint = " The columns must be parted by commas." if other else ""
            raise BadTable(f"{path.name}: the column {column} is missing.{hint}")
