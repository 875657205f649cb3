from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.governance.enums import GIVEN_BY_COORDINATORS, Power
from amparo.governance.models import Body
from amparo.people.forms import SPOKEN


def powers_to_give(*, everything: bool) -> list[tuple[str, str]]:
    """The powers that somebody may give, as choices."""
    return [(str(p.value), str(p.label)) for p in Power if everything or p in GIVEN_BY_COORDINATORS]


class GrantForm(Form):
    """What somebody may do, on whose word, until when and why."""

    power = forms.ChoiceField(label=_("They may"))
    body = forms.ModelChoiceField(label=_("On the word of"), queryset=Body.objects.order_by("name"))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty when no end is known."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), min_length=5, max_length=200)

    def __init__(self, *args: Any, everything: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["power"].choices = powers_to_give(everything=everything)  # type: ignore[attr-defined]


class EndForm(Form):
    reason = forms.CharField(label=_("Why does it end?"), min_length=5, max_length=200)


class NewPersonForm(Form):
    """Somebody new, and how they are written to."""

    display_name = forms.CharField(label=_("Name, as they like to be called"), max_length=80)
    username = forms.RegexField(
        r"^[a-zA-Z0-9._-]{3,40}$", label=_("Sign-in name"), help_text=_("Three letters or more, without spaces."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Write to them in"), choices=SPOKEN)
    town = forms.CharField(label=_("Town"), max_length=60, required=False)
