"""Fields that tell a phone which keyboard and which memory to offer."""

from collections.abc import Iterable
from typing import Any

from django import forms


class PhoneInput(forms.TextInput):
    """A telephone number: the digit keyboard, and the device's own number offered."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "tel", **(attrs or {})})


class CodeInput(forms.TextInput):
    """A code of digits that came by text or stands in an app; pasting is welcome."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "one-time-code", **(attrs or {})})


class SuggestInput(forms.TextInput):
    """Free text with suggestions from a list, for towns and streets. Nothing is forced."""

    template_name = "core/suggest_input.html"

    def __init__(self, suggestions: Iterable[str] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = list(suggestions)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = list_id
        context["widget"]["list_id"] = list_id
        context["widget"]["suggestions"] = self.suggestions
        return context
