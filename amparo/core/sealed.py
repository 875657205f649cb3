"""The *sealed* class: what stands here was closed to people's own keys with the ``age`` format before it was stored.

This house can close and never open: no function here decrypts, and a lint holds the whole code to that. What is closed
says inside where it belongs (table, column, row, case), so that whoever opens it notices a body that was moved. The browser's
half of the same format is in ``vault/static/vault/bodies.js``; docs/formats/sealed-body.md describes both.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyrage
from django.db import models
from django.db.models.lookups import Exact

from amparo.core.events import ask
from amparo.core.sabotage import sabotaged

MAGIC = b"age-encryption.org/v1\n"
FORMAT = 1
SIZES = (256, 1024, 2048, 4096, 8192)
_HEAD = 5  # one byte for the format, four for the length of what is meant


class NobodyToCloseFor(Exception):
    """No room says with which key a circle closes: nothing is stored rather than stored in clear."""


class NotSealed(ValueError):
    """This is no age file, or not one that belongs here."""


@dataclass(frozen=True)
class Place:
    """Where a sealed body belongs. ``case`` is the id of its case, or empty."""

    table: str
    column: str
    row: UUID
    case: str = ""


@dataclass(frozen=True)
class Closing:
    """To whom a body is closed now: the id of the key, and its public half (``age1…``)."""

    key: UUID
    recipient: str


@dataclass(frozen=True)
class ClosingAsked:
    """A question to the vault: with which key does this circle close what arrives now? Answered with a ``Closing``."""

    circle: str


def closing_of(circle: str) -> Closing:
    """With which key this circle closes what arrives now; NobodyToCloseFor when nobody can say."""
    closing = ask(ClosingAsked(circle))
    if not isinstance(closing, Closing):
        raise NobodyToCloseFor
    return closing


@dataclass(frozen=True)
class ArrivalsWaitAsked:
    """A question to every room: does something closed to the arrival key still wait outside the database? True, or None."""


def size_of(length: int) -> int:
    """How many bytes a body takes so that its size does not tell what was written: the next of a few sizes."""
    for size in SIZES:
        if length <= size:
            return size
    return -(-length // SIZES[-1]) * SIZES[-1]


def body(text: str, *, place: Place) -> bytes:
    """The bytes that are closed: format, length, what is meant with its place, and zeros up to one of a few sizes."""
    meant = {
        "v": FORMAT, "table": place.table, "column": place.column, "row": str(place.row), "case": place.case, "text": text,
    }  # fmt: skip
    said = json.dumps(meant, ensure_ascii=False, separators=(",", ":")).encode()
    head = bytes([FORMAT]) + len(said).to_bytes(4, "big")
    return (head + said).ljust(size_of(_HEAD + len(said)), b"\0")


def read_body(opened: bytes, *, place: Place) -> str:
    """The text of an opened body that belongs to this very place; NotSealed when it was moved, or is of another format."""
    end = _HEAD + int.from_bytes(opened[1:_HEAD], "big")
    if opened[:1] != bytes([FORMAT]) or end > len(opened):
        raise NotSealed
    meant = json.loads(opened[_HEAD:end])
    here = (place.table, place.column, str(place.row), place.case)
    if (meant["table"], meant["column"], meant["row"], meant["case"]) != here and not sabotaged("T8"):
        raise NotSealed
    return str(meant["text"])


def close_for(recipients: Sequence[str], text: str, *, place: Place) -> bytes:
    """Close a text to these public keys; nobody without one of the private halves opens it, this server neither."""
    said = body(text, place=place)
    if sabotaged("T1"):
        return MAGIC + said
    return bytes(pyrage.encrypt(said, [pyrage.x25519.Recipient.from_str(each) for each in recipients]))


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column that holds an age file or nothing. Clear text is refused here, and by the database (``sealed_only``)."""

    magic = MAGIC

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and (isinstance(value, str) or bytes(value[: len(self.magic)]) != self.magic):
            raise NotSealed
        return super().get_db_prep_value(value, connection, prepared)


def sealed_only(column: str, *, table: str, magic: bytes = MAGIC) -> models.CheckConstraint:
    """The constraint with which the database itself refuses clear text in a sealed column."""
    beginning = models.Func(
        models.F(column),
        models.Value(1),
        models.Value(len(magic)),
        function="substring",
        output_field=models.BinaryField(),
    )
    starts = models.Q(Exact(beginning, models.Value(magic)))
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__isnull": True}) | starts, name=f"{table}_{column}_is_sealed"[:63]
    )
