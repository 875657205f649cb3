"""``amparo try``: a network checks its own words before a night shift. No database, no settings."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from amparo.messaging.replies import interpret
from amparo.messaging.segments import count


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
    return int(raw) if raw and raw.strip().isdigit() else 1


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines(keepends=True)
    except OSError as failure:
        raise BadTable(f"{path.name}: cannot be read ({failure.strerror}).") from failure
    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader(lines)
    missing = [column for column in needed if column not in (reader.fieldnames or [])]
    if missing:
        raise BadTable(f"{path.name}: the column {missing[0]} is missing.")
    for row in reader:
        yield {
            name: value or "" for name, value in row.items() if isinstance(name, str) and not isinstance(value, list)
        }
