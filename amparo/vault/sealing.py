"""What a form does with a sealed field: it hands the closed words to the element in the page and takes closed words back.

The words themselves are only in the browser. ``{% sealed_input form.field %}`` writes the element; ``Sealed`` is what came back.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.sealed import MAGIC, Closing, Place, SealedField
from amparo.vault.epochs import EnclosedField

LONGEST = 200_000


@dataclass(frozen=True)
class Sealed:
    """Closed words that a browser sent: the age file, the key it is closed to, and the version they were written upon."""

    closed: bytes
    key: UUID
    seen: str = ""


def version_of(closed: bytes | memoryview | None) -> str:
    """A short name of closed words, to notice that somebody else changed them."""
    return hashlib.sha256(bytes(closed)).hexdigest()[:16] if closed else ""


def place_of(row: models.Model, column: str, *, case: object = None) -> Place:
    """Where a sealed column of a row belongs; its case is the row's own ``case_id`` unless another is named."""
    within = getattr(row, "case_id", None) if case is None else case
    return Place(row._meta.db_table, column, row.pk, str(within or ""))


def sealed_models() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with sealed columns and the key they are closed to, with the names of those columns."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        sealed = [f.name for f in fields if isinstance(f, SealedField) and not isinstance(f, EnclosedField)]
        if sealed and any(f.name == "key" and isinstance(f, models.UUIDField) for f in fields):
            yield model, sealed


class SealedWidget(forms.HiddenInput):
    """What the element in the page fills in; the template tag writes the element around it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [data.get(name, ""), data.get(f"{name}-key", ""), data.get(f"{name}-seen", "")]


class SealedFormField(forms.Field):
    """A field whose words are closed in the browser. Tell it where they belong: ``form.fields[…].belongs(place, closing, …)``."""

    widget = SealedWidget
    default_error_messages = {
        "open": _("These words were not closed. Open your keys first, then save again."),
        "long": _("These words are too long. Please shorten them."),
    }

    def __init__(self, *, rows: int = 6, single: bool = False, most: int = 4_000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows, self.single, self.most = rows, single, most
        self.place: Place | None = None
        self.closing: Closing | None = None
        self.circle = ""
        self.closed = b""
        self.key: UUID | None = None

    def belongs(
        self, place: Place, *, closing: Closing | None = None, circle: str = "", closed: bytes | memoryview | None = None,
        key: UUID | None = None,
    ) -> None:  # fmt: skip
        """Where the words belong, to which key or circle they are closed, and what stands there now under which key."""
        self.place, self.closing, self.circle, self.closed, self.key = place, closing, circle, bytes(closed or b""), key

    @property
    def base64(self) -> str:
        return b64encode(self.closed).decode()

    def clean(self, value: Any) -> Sealed | None:
        """The closed words; None when nothing was written. Clear words are refused, never kept."""
        body, key, seen = value or ("", "", "")
        if not body:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        if len(body) > LONGEST:
            raise forms.ValidationError(self.error_messages["long"], code="long")
        try:
            closed, named = b64decode(body, validate=True), UUID(key)
        except (NotBase64, ValueError):
            raise forms.ValidationError(self.error_messages["open"], code="open") from None
        if closed[: len(MAGIC)] != MAGIC:
            raise forms.ValidationError(self.error_messages["open"], code="open")
        return Sealed(closed, named, str(seen)[:16])


def show_again(form: forms.BaseForm, name: str, *, now: bytes | memoryview) -> None:
    """After ``ChangedMeanwhile``: what stands there now is shown beside what was written; the next save counts as upon it."""
    sent: Any = copy(form.data)
    sent[f"{name}-seen"] = version_of(now)
    form.data = sent
