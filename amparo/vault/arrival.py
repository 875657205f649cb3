"""The arrival key: what comes in before the network has founded its circles is closed to it.

Its private half is a file beside the operational key and is as safe as that: whoever takes the disk with the file reads
what is closed to it. Founding the circles ends it: what was closed to it is closed anew and the file is destroyed. This
module and the recovery command are the only ones that may open something (``tools/check_opening.py``).
"""

from functools import lru_cache
from pathlib import Path
from uuid import UUID

import pyrage
from django.conf import settings

from amparo.core.private import write_first
from amparo.core.sealed import NotSealed, Place, read_body
from amparo.vault.enums import Kind
from amparo.vault.models import Key


def key_file() -> Path:
    """Where the private half stands while there are no circles."""
    return Path(settings.OPERATIONAL_KEY_FILE).with_name(f"arrival-{settings.MODE}.key")


@lru_cache(maxsize=1)
def _identity() -> pyrage.x25519.Identity:
    path = key_file()
    if not path.exists():
        write_first(path, str(pyrage.x25519.Identity.generate()).encode("ascii"))
    return pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())


def arrival_recipient() -> str:
    """The public half, age1…."""
    return str(_identity().to_public())


@lru_cache(maxsize=64)
def is_arrival(key: UUID) -> bool:
    """Whether this is an arrival key; what a key is never changes."""
    return Key.objects.filter(pk=key, kind=Kind.ARRIVAL).exists()


def open_arrival(closed: bytes, *, place: Place) -> str:
    """The text that was closed to the arrival key for this very place; NotSealed when it opens as something else."""
    try:
        return read_body(pyrage.decrypt(closed, [_identity()]), place=place)
    except pyrage.DecryptError:
        raise NotSealed from None


def destroy_arrival_key() -> None:
    """Remove the file: from now on only people open what arrives."""
    key_file().unlink(missing_ok=True)
    _identity.cache_clear()
