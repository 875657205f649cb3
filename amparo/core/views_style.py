"""The parts of the look on one page, to be looked at and tested."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.forms import Form
from amparo.core.htmx import render_page
from amparo.core.phrases import STATES
from amparo.core.widgets import PhoneInput, SuggestInput


class SampleForm(Form):
    """One field of each kind."""

    phone = forms.CharField(
        label=_("Phone number"), help_text=_("Only the dispatcher on duty sees it, for 24 hours."), widget=PhoneInput
    )
    town = forms.CharField(label=_("Town"), widget=SuggestInput(["Chicopee", "Holyoke", "Springfield"]))
    where = forms.ChoiceField(
        label=_("Where is it happening?"),
        choices=[
            ("door", _("At a door")),
            ("street", _("On the street")),
            ("work", _("At work")),
            ("car", _("In a car")),
        ],
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(label=_("What do you see?"), widget=forms.Textarea, required=False)
    visit = forms.BooleanField(label=_("A person may come to the home"), required=False)


def style(request: HttpRequest) -> HttpResponse:
    """Every part in every state, with invented contents."""
    filled = {"phone": "413", "town": "", "where": "", "seen": "Two cars, four people."}
    context: dict[str, Any] = {
        "form": SampleForm(filled),
        "states": list(STATES),
        "since": clock.ago(minutes=6),
        "step_since": clock.ago(minutes=2),
        "step_until": clock.ahead(minutes=1),
    }
    return render_page(request, "core/style.html", context)
