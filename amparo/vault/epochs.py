"""Shred epochs: every stored wrap is encrypted once more under the key of its retention class and week.

The keys of the epochs are files outside the database and its backups. A deleted row stays in the database's log and backups
for long (SECURITY.md, fact M8); when the file of its epoch is destroyed, what is left of the row opens for nobody.
"""

import os
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

from amparo.core import clock
from amparo.core.faults import reach
from amparo.core.private import sync_folder, write_first
from amparo.core.sealed import SealedField
from amparo.vault.enums import Shreds
from amparo.vault.errors import NotAnEpoch, Shredded

MAGIC = b"amparo/enclosed/1\n"
_NONCE = 12


def week_of(day: date) -> date:
    """The Monday by which the week of this day is called."""
    return day - timedelta(days=day.weekday())


def this_week() -> date:
    return week_of(clock.now().date())


def key_file(shreds: Shreds, week: date) -> Path:
    """Where the 32 bytes of this epoch stand."""
    return Path(settings.EPOCHS) / Shreds(shreds).value / f"{week.isoformat()}.key"


def _key(shreds: Shreds, week: date, *, make: bool) -> bytes:
    path = key_file(shreds, week)
    if make and not path.exists():
        write_first(path, os.urandom(32))  # on the disk before any wrap lies under it
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Shredded from None


def weeks_kept(shreds: Shreds) -> list[date]:
    """The weeks whose keys stand here, the oldest first."""
    folder = Path(settings.EPOCHS) / shreds.value
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("*.key")) if folder.exists() else []


def destroy(shreds: Shreds, week: date) -> None:
    """Remove the key of an epoch for good. Overwriting it first would mean nothing on today's disks."""
    path = key_file(shreds, week)
    path.unlink(missing_ok=True)
    reach("epoch.unlinked")
    if path.parent.exists():
        sync_folder(path.parent)


def enclose(body: bytes, *, shreds: Shreds, week: date, context: str) -> bytes:
    """Encrypt an age body once more under its epoch, bound to its row; the context is ``table.column.row``."""
    nonce = os.urandom(_NONCE)
    box = ChaCha20Poly1305(_key(shreds, week, make=week == this_week()))
    return MAGIC + nonce + box.encrypt(nonce, body, context.encode())


def disclose(enclosed: bytes, *, shreds: Shreds, week: date, context: str) -> bytes:
    """The age body inside. Shredded when the epoch is destroyed, NotAnEpoch when the bytes were moved or changed."""
    if enclosed[: len(MAGIC)] != MAGIC:
        raise NotAnEpoch
    nonce, rest = enclosed[len(MAGIC) : len(MAGIC) + _NONCE], enclosed[len(MAGIC) + _NONCE :]
    try:
        return ChaCha20Poly1305(_key(shreds, week, make=False)).decrypt(nonce, rest, context.encode())
    except InvalidTag:
        raise NotAnEpoch from None


class EnclosedField(SealedField):
    """A sealed column whose age body lies under a shred epoch as well."""

    magic = MAGIC
