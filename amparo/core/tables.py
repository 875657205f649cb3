"""Tables that come in as files. Every import reads them here: what is never kept is refused by line, before anything is stored."""

import csv
import gzip
import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError

from amparo.core.forbidden import refuse_forbidden


class BadTable(Exception):
    """A file cannot be taken in as it is; the message says which file, line and column."""


def rows_of(
    path: Path, needed: tuple[str, ...], *, figures: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file (also .gz) with their lines. Its name, its columns and its cells are read for what is never kept.

    ``figures`` names columns of which only a number is taken over, such as a house number of a public list.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    refuse_name(path)
    for column in reader.fieldnames or []:
        _refuse(path.name, column)
    missing = [column for column in needed if column not in (reader.fieldnames or [])]
    if missing:
        raise BadTable(f"{path.name}: the column {missing[0]} is missing.")
    for line, row in enumerate(reader, start=2):
        for column, cell in row.items():
            if cell and column not in figures and not _is_a_figure(cell):
                _refuse(f"{path.name}, line {line}, column {column}", cell)
        yield line, row


def refuse_name(path: Path) -> None:
    """Refuse a file whose name says what is never kept."""
    if _wrong(path.stem):
        raise BadTable("The name of a file says what we never keep. Give it another name.")


def refuse_words(where: str, words: str) -> None:
    """Refuse one text of a file that is no table."""
    _refuse(where, words)


def _is_a_figure(cell: str) -> bool:
    """A measure or a short count is never somebody's number; nine digits in a row are read."""
    return (
        cell.lstrip("-").isdigit() if len(cell) < 8 else "." in cell and cell.replace(".", "", 1).lstrip("-").isdigit()
    )


def _refuse(where: str, words: str) -> None:
    wrong = _wrong(words)
    if wrong:
        raise BadTable(f"{where}: {wrong}")


@lru_cache(maxsize=32_768)
def _wrong(words: str) -> str:
    """The sentence with which a text is refused; empty when it is not. It never repeats the text."""
    try:
        refuse_forbidden(words)
    except ValidationError as refused:
        return str(refused.messages[0])
    return ""
