"""Opens an export with the recovery key: circles, then the cases that hang on them, then the rows. Never in the house."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import pyrage

from amparo.core.sealed import NotSealed, Place, close_for, read_body
from amparo.vault.recovery.copy import Export, KeyCopy, NewWrap, Reader, RowCopy, WrapCopy

RECOVERY = "recovery"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class NotThisNetworks(ValueError):
    """These sheets are whole, but of another recovery key than the export's."""


def new_secret() -> bytes:
    """A new recovery secret."""
    return os.urandom(32)


def identity_of(secret: bytes) -> pyrage.x25519.Identity:
    """The age identity whose private half these 32 bytes are."""
    return pyrage.x25519.Identity.from_str(_bech32("age-secret-key-", secret).upper())


def recipient_of(secret: bytes) -> str:
    """Its public half, age1…."""
    return str(identity_of(secret).to_public())


def _bech32(prefix: str, data: bytes) -> str:
    """BIP-173, as age writes its keys."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    checked = [ord(each) >> 5 for each in prefix] + [0] + [ord(each) & 31 for each in prefix] + values + [0] * 6
    sum = 1
    for value in checked:
        top, sum = sum >> 25, (sum & 0x1FFFFFF) << 5 ^ value
        for at, number in enumerate(_GENERATOR):
            sum ^= number if top >> at & 1 else 0
    ends = [(sum ^ 1) >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_BECH32[value] for value in values + ends)


@dataclass
class Opened:
    """The keys that opened, with their private halves, and those that did not."""

    keys: dict[str, pyrage.x25519.Identity] = field(default_factory=dict)
    shut: list[KeyCopy] = field(default_factory=list)


def recovery_key_of(export: Export, identity: pyrage.x25519.Identity) -> KeyCopy:
    """Which of the export's recovery keys this is; NotThisNetworks when it is none."""
    mine = str(identity.to_public())
    for key in export.keys.values():
        if key.kind == RECOVERY and key.recipient == mine:
            return key
    raise NotThisNetworks


def open_keys(export: Export, identity: pyrage.x25519.Identity) -> Opened:
    """Every key whose chain of wraps begins at the recovery key. One that opens as another than it says counts as shut."""
    first = recovery_key_of(export, identity)
    opened = Opened({first.id: identity})
    waiting = list(export.wraps)
    while True:
        now = [wrap for wrap in waiting if wrap.to in opened.keys and wrap.key not in opened.keys]
        if not now:
            break
        waiting = [wrap for wrap in waiting if wrap.to not in opened.keys]
        for wrap in now:
            inside = _inside(wrap, opened.keys[wrap.to])
            if inside is not None and str(inside.to_public()) == export.keys[wrap.key].recipient:
                opened.keys[wrap.key] = inside
    opened.shut = [key for key in export.keys.values() if key.id not in opened.keys and key.kind in ("circle", "case")]
    return opened


def _inside(wrap: WrapCopy, reader: pyrage.x25519.Identity) -> pyrage.x25519.Identity | None:
    try:
        place = Place("vault_wrap", "body", UUID(wrap.id), wrap.key)
        return pyrage.x25519.Identity.from_str(read_body(pyrage.decrypt(wrap.body, [reader]), place=place))
    except (pyrage.DecryptError, pyrage.IdentityError, NotSealed):
        return None


@dataclass(frozen=True)
class OpenedWords:
    """The words of one column of one row; None when they do not open for the place where they stand."""

    row: RowCopy
    column: str
    text: str | None


def open_rows(export: Export, opened: Opened) -> Iterator[OpenedWords]:
    """Everything that is closed to one of these keys. What was moved or is not whole comes without words."""
    for row in export.rows:
        if row.key not in opened.keys:
            continue
        for column, body in row.columns.items():
            place = Place(row.table, column, UUID(row.row), row.case)
            yield OpenedWords(row, column, _words(body, opened.keys[row.key], place))


def _words(body: bytes, identity: pyrage.x25519.Identity, place: Place) -> str | None:
    try:
        return read_body(pyrage.decrypt(body, [identity]), place=place)
    except (pyrage.DecryptError, NotSealed):
        return None


def open_file(source: Path, target: Path, *, details: str) -> bool:
    """A photo or document, opened with the key in its details (docs/formats/sealed-file.md). False when it is not whole."""
    try:
        said = json.loads(details)
        pyrage.decrypt_file(str(source), str(target), [pyrage.x25519.Identity.from_str(said["age"])])
        whole = hashlib.sha256(bytes.fromhex(said["salt"]))
        with target.open("rb") as opened:
            while piece := opened.read(1_048_576):
                whole.update(piece)
        if whole.hexdigest() == said["commitment"] and target.stat().st_size == said["size"]:
            return True
    except (pyrage.DecryptError, pyrage.IdentityError, OSError, ValueError, KeyError, TypeError):
        pass
    target.unlink(missing_ok=True)
    return False


def close_anew(keys: Iterable[KeyCopy], opened: Opened, *, reader: Reader) -> Iterator[NewWrap]:
    """The private halves of these keys, closed to somebody's own key."""
    for key in keys:
        id = uuid4()
        place = Place("vault_wrap", "body", id, key.id)
        body = close_for([reader.recipient], str(opened.keys[key.id]), place=place)
        yield NewWrap(str(id), key.id, reader.person, reader.recipient, body)


def wanted_keys(export: Export, opened: Opened, circles: Collection[str]) -> list[KeyCopy]:
    """All versions of these circles' keys; without names those of all circles, and the case keys that hang on none of them."""
    keys = [key for key in export.keys.values() if key.id in opened.keys]
    if circles:
        return [key for key in keys if key.circle in circles]
    hanging = {wrap.key for wrap in export.wraps if wrap.to in export.keys and export.keys[wrap.to].circle}
    return [key for key in keys if key.circle or (key.case and key.id not in hanging)]


def rehearsal(export: Export, secret: bytes) -> Export:
    """The same network with throw-away keys: as many keys, wraps and rows, of the same sizes, and not one real word."""
    inside = {id: pyrage.x25519.Identity.generate() for id in export.keys}
    for key in export.keys.values():
        if key.kind == RECOVERY:
            inside[key.id] = identity_of(secret)
    keys = {id: replace(key, recipient=str(inside[id].to_public())) for id, key in export.keys.items()}
    wraps = [
        replace(
            wrap,
            body=close_for(
                [keys[wrap.to].recipient],
                str(inside[wrap.key]),
                place=Place("vault_wrap", "body", UUID(wrap.id), wrap.key),
            ),
        )
        for wrap in export.wraps
        if wrap.to in keys and wrap.key in keys
    ]
    return replace(export, keys=keys, wraps=wraps, rows=_RehearsedRows(export.rows, keys))


@dataclass(frozen=True)
class _RehearsedRows:
    rows: Iterable[RowCopy]
    keys: dict[str, KeyCopy]

    def __iter__(self) -> Iterator[RowCopy]:
        for row in self.rows:
            if row.key not in self.keys:
                continue
            to = [self.keys[row.key].recipient]
            columns = {
                name: close_for(
                    to, "x" * max(0, len(body) - 600), place=Place(row.table, name, UUID(row.row), row.case)
                )
                for name, body in row.columns.items()
            }
            yield replace(row, columns=columns)


def counted(export: Export, opened: Opened) -> Counter[str]:
    """How much opened: circles' keys, cases, rows; and rows that hang on a key nobody here has."""
    found: Counter[str] = Counter()
    found["circles"] = len({export.keys[id].circle for id in opened.keys if export.keys[id].circle})
    found["cases"] = len({export.keys[id].case for id in opened.keys if export.keys[id].case})
    for row in export.rows:
        found["rows" if row.key in opened.keys else "rows_shut"] += 1
    return found
