"""An export: the network's closed keys and rows in a folder, to be carried to the machine without a network."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "amparo/recovery-export/1"
WRAPS_FORMAT = "amparo/recovery-wraps/1"
FILES, FILE_TABLE = "files", "cases_sealedfile"  # photos and documents: <id of the row>.age
MANIFEST, KEYS, WRAPS, ROWS, NEW_WRAPS = "manifest.json", "keys.jsonl", "wraps.jsonl", "rows.jsonl", "wraps.json"


class BadExport(ValueError):
    """This folder is no export, or not as it was written. ``file`` is what is wrong with it."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


@dataclass(frozen=True)
class Reader:
    """Somebody for whom keys can be closed: who they are, and the public halves of their own keys."""

    person: str
    name: str
    recipient: str
    signer: str


@dataclass(frozen=True)
class KeyCopy:
    """A key of a circle, a part of a case, or the recovery, without its private half."""

    id: str
    kind: str
    recipient: str
    circle: str = ""
    case: str = ""
    part: str = ""
    version: int = 1
    retired: bool = False


@dataclass(frozen=True)
class WrapCopy:
    """The private half of ``key`` closed to another key."""

    id: str
    key: str
    to: str
    body: bytes


@dataclass(frozen=True)
class RowCopy:
    """The closed columns of one row."""

    table: str
    row: str
    case: str
    key: str
    columns: dict[str, bytes]


@dataclass
class Export:
    """All of it. Rows are read from the disk when they are asked for."""

    network: str
    made_at: str
    people: tuple[str, ...]
    readers: list[Reader] = field(default_factory=list)
    keys: dict[str, KeyCopy] = field(default_factory=dict)
    wraps: list[WrapCopy] = field(default_factory=list)
    rows: Iterable[RowCopy] = ()

    @property
    def circles(self) -> list[str]:
        return sorted({key.circle for key in self.keys.values() if key.circle})


def _line(what: Any) -> str:
    said = {name: _said(value) for name, value in asdict(what).items()}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _said(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return {name: _said(each) for name, each in value.items()} if isinstance(value, dict) else value


def write_export(folder: Path, export: Export) -> dict[str, int]:
    """Write it into a new folder that only its owner reads; how many lines of each kind there are."""
    folder.mkdir(mode=0o700)
    counts, sums = {}, {}
    for name, lines in ((KEYS, export.keys.values()), (WRAPS, export.wraps), (ROWS, export.rows)):
        counts[name], sums[name] = _write_lines(folder / name, lines)
    head = {
        "format": FORMAT, "network": export.network, "made_at": export.made_at, "people": list(export.people),
        "readers": [asdict(each) for each in export.readers], "sha256": sums,
    }  # fmt: skip
    write_private(folder / MANIFEST, json.dumps(head, ensure_ascii=False, indent=1))
    return counts


def _write_lines(path: Path, lines: Iterable[Any]) -> tuple[int, str]:
    path.touch(mode=0o600)
    count, sum = 0, hashlib.sha256()
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        for each in lines:
            line = _line(each)
            sink.write(line)
            sum.update(line.encode())
            count += 1
    return count, sum.hexdigest()


def write_private(path: Path, text: str) -> None:
    """A file that only its owner reads, whatever is usual here. A file that is there already is not written over."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")


def read_export(folder: Path) -> Export:
    """The export in this folder; BadExport names the file that is missing, damaged or of another kind."""
    head = _json(folder / MANIFEST)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BadExport(MANIFEST)
    for name in (KEYS, WRAPS, ROWS):
        if head["sha256"].get(name) != _sum(folder / name):
            raise BadExport(name)
    keys = [KeyCopy(**each) for each in _lines(folder / KEYS)]
    wraps = [WrapCopy(**{**each, "body": b64decode(each["body"])}) for each in _lines(folder / WRAPS)]
    return Export(
        network=head["network"], made_at=head["made_at"], people=tuple(head["people"]),
        readers=[Reader(**each) for each in head["readers"]], keys={key.id: key for key in keys}, wraps=wraps,
        rows=_Rows(folder / ROWS),
    )  # fmt: skip


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadExport(path.name) from None


def _sum(path: Path) -> str:
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError:
        raise BadExport(path.name) from None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as source:
        yield from (json.loads(line) for line in source)


@dataclass(frozen=True)
class _Rows:
    """The rows on the disk, each time from the first."""

    path: Path

    def __iter__(self) -> Iterator[RowCopy]:
        for each in _lines(self.path):
            yield RowCopy(**{**each, "columns": {name: b64decode(body) for name, body in each["columns"].items()}})


@dataclass(frozen=True)
class NewWrap:
    """The private half of a key, closed to somebody's own new key."""

    id: str
    key: str
    person: str
    recipient: str
    body: bytes


def write_wraps(folder: Path, wraps: Iterable[NewWrap], *, export: Export) -> None:
    """Write new wraps into a new folder, to be carried back to the house."""
    folder.mkdir(mode=0o700)
    said: Mapping[str, Any] = {
        "format": WRAPS_FORMAT, "network": export.network, "export_made_at": export.made_at,
        "wraps": [{**asdict(each), "body": b64encode(each.body).decode("ascii")} for each in wraps],
    }  # fmt: skip
    write_private(folder / NEW_WRAPS, json.dumps(said, indent=1))


def read_wraps(folder: Path) -> list[NewWrap]:
    """The new wraps in this folder; BadExport when there are none."""
    said = _json(folder / NEW_WRAPS)
    if not isinstance(said, dict) or said.get("format") != WRAPS_FORMAT:
        raise BadExport(NEW_WRAPS)
    try:
        return [NewWrap(**{**each, "body": b64decode(each["body"], validate=True)}) for each in said["wraps"]]
    except (KeyError, TypeError, ValueError):
        raise BadExport(NEW_WRAPS) from None
