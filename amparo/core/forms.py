"""The form of the house: whatever somebody writes into it is read for what is never kept, unless a field says why not."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from amparo.core.forbidden import refuse_forbidden


class ReadsWords:
    """Reads every text field and the name of every file of a form, after Django has. What was typed stays in the form."""

    # Fields that hold no words: a phone number, a code, what the browser closed. Passwords are never read.
    unread: ClassVar[frozenset[str]] = frozenset()

    def _clean_fields(self: Any) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if name in self.cleaned_data and name not in self.unread and is_read(field):
                try:
                    refuse_forbidden(_words_of(self.cleaned_data[name]))
                except ValidationError as refused:
                    self.add_error(name, refused)


class Form(ReadsWords, forms.Form):
    """What every form of the rooms is made of."""


def is_read(field: forms.Field) -> bool:
    """Whether people write words into this field, or name a file by it."""
    words = isinstance(field, forms.CharField | forms.FileField)
    return words and not isinstance(field.widget, forms.PasswordInput)


def _words_of(value: Any) -> str:
    return "" if value is None or value is False else str(getattr(value, "name", value))
