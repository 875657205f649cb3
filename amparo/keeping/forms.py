from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.core.keeping import keeps_of
from amparo.keeping.selectors.holds import holdable


class HoldForm(Form):
    """What is kept from being removed, and which duty asks for it."""

    kind = forms.ChoiceField(label=_("What is it?"))
    thing = forms.UUIDField(
        label=_("Its number"), help_text=_("The long word in the address of its page."),
        error_messages={"invalid": _("This is no number of ours: copy the long word from the address of its page.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Which duty asks for it?"), min_length=5, max_length=200,
        help_text=_("Such as: letter of a court of November 3. Nothing about a person."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(table, str(keeps_of(model).what)) for table, model in holdable().items()]
        self.fields["kind"].choices = sorted(kinds, key=lambda kind: kind[1])  # type: ignore[attr-defined]


class DemandForm(Form):
    """About what a demand asks. It is not kept."""

    about = forms.CharField(
        label=_("A telephone number, a sign-in name, or the number of a case"), max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
