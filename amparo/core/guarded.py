"""The *guarded* data class: encrypted with the operational key, which lives in a file outside the database.

The ciphertext is bound to its table, column and row (ChaCha20-Poly1305 with associated data): a value moved to another
row does not open. Reading is a deliberate act: an attribute gives a ``Guarded``, and only ``reveal()`` opens it.
"""

import hashlib
import hmac
import os
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.db import models

from amparo.core.private import write_first
from amparo.core.sabotage import sabotaged

_VERSION = b"\x01"


class GuardedUnreadable(Exception):
    """This value was not written by this house for this row."""


@lru_cache(maxsize=1)
def operational_key() -> bytes:
    """The 32 bytes of the operational key; a demo or a test makes its own file on first use."""
    path = Path(settings.OPERATIONAL_KEY_FILE)
    if not path.exists() and settings.MODE != "production":
        write_first(path, os.urandom(32).hex().encode("ascii"))
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


@lru_cache(maxsize=16)
def _subkey(purpose: str) -> bytes:
    return hmac.digest(operational_key(), f"amparo:{purpose}".encode(), hashlib.sha256)


@lru_cache(maxsize=1)
def _box() -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_subkey("guarded"))


def keyed_hash(purpose: str, value: str) -> str:
    """A 32-letter index of a value that only the holder of the operational key can compute: equal values, equal index."""
    return hmac.digest(_subkey(f"index:{purpose}"), value.encode(), hashlib.sha256).hex()[:32]


def seal(plain: str, *, context: str) -> bytes:
    """Encrypt a text, bound to its context; the context is ``table.column.row``."""
    nonce = os.urandom(12)
    return _VERSION + nonce + _box().encrypt(nonce, plain.encode(), context.encode())


def unseal(sealed: bytes, *, context: str) -> str:
    """Open a sealed text; refused with GuardedUnreadable when it was moved, changed or made with another key."""
    if sealed[:1] != _VERSION:
        raise GuardedUnreadable
    try:
        return _box().decrypt(sealed[1:13], sealed[13:], context.encode()).decode()
    except InvalidTag:
        raise GuardedUnreadable from None


class Guarded:
    """A guarded value at rest. It shows itself nowhere: ``reveal()`` opens it."""

    __slots__ = ("_context", "_plain", "_sealed")

    def __init__(self, *, plain: str | None = None, sealed: bytes | None = None, context: str = "") -> None:
        self._plain, self._sealed, self._context = plain, sealed, context

    def reveal(self) -> str:
        """The value in clear. Whoever shows it to a person records that in the audit."""
        if self._plain is None:
            self._plain = unseal(self._sealed or b"", context=self._context)
        return self._plain

    def __bool__(self) -> bool:
        return bool(self._sealed) or bool(self._plain)

    def __str__(self) -> str:
        return "[guarded]"

    __repr__ = __str__


class _Attribute:
    def __init__(self, field: "GuardedField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__[self.field.attname]
        if isinstance(value, Guarded):
            return value
        if isinstance(value, str):
            value = Guarded(plain=value)
        elif value is None:
            return None
        else:
            value = Guarded(sealed=bytes(value), context=self.field.context(row))
        row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class GuardedField(models.BinaryField):  # type: ignore[type-arg]
    """A text column of the guarded class. Assign a str; read a Guarded. The row needs its key before it is saved."""

    descriptor_class = _Attribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Attribute(self))

    def context(self, row: models.Model) -> str:
        if row.pk is None:
            raise ValueError("A guarded value needs a row with a key made in the program, such as a UUID.")
        return f"{self.model._meta.db_table}.{self.column}.{row.pk}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        context = self.context(model_instance)
        if value._sealed is None or value._context != context:  # new, or copied from another row
            value = Guarded(plain=value.reveal(), sealed=seal(value.reveal(), context=context), context=context)
            setattr(model_instance, self.attname, value)
        return value._sealed

    def value_to_string(self, obj: models.Model) -> str:
        """A dump holds the ciphertext, never the value."""
        if sabotaged("T38"):
            return str(getattr(obj, self.attname).reveal())
        return b64encode(self.pre_save(obj, add=False) or b"").decode("ascii")

    def get_default(self) -> Any:
        return None if self.null else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Guarded) and value._sealed is not None:
            value = value._sealed
        if isinstance(value, str | Guarded):
            raise TypeError("A guarded value is written through its row, never through update().")
        return super().get_db_prep_value(value, connection, prepared)
