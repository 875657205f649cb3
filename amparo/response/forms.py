from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.replies.engine import Got
from amparo.response.enums import Basis, EndKind, Purpose, ReportState, Role
from amparo.response.models import Report
from amparo.response.selectors.choosing import Wish

RADII = ((5, _("5 km · 3 miles")), (15, _("15 km · 9 miles")), (30, _("30 km · 19 miles")), (60, _("60 km · 37 miles")))
LANGUAGES = (
    ("en", "English"), ("es", "Español"), ("pt-BR", "Português"), ("ht", "Kreyòl"), ("fr", "Français"),
    ("kea", "Kriolu"), ("vi", "Tiếng Việt"), ("zh", "中文"),
)  # fmt: skip
SENT_ROLES = (Role.LEAD, Role.DOCUMENTER, Role.LANGUAGE, Role.DRIVER, Role.OBSERVER)


def _how_many(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=20, required=False)


class QuotaForm(Form):
    """How many people of which role, and from how far. It only asks; nobody is texted by it."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, widget=forms.RadioSelect)
    lead = _how_many(_("People who lead"))
    documenter = _how_many(_("People who document"))
    language = _how_many(_("People who speak the caller's language"))
    spoken = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    driver = _how_many(_("People who drive"))
    observer = _how_many(_("Other observers"))
    verifier = _how_many(_("People who go and look"))
    radius_km = forms.TypedChoiceField(label=_("Ask people who live within"), choices=RADII, coerce=int)

    def clean(self) -> dict[str, Any]:
        """Nobody goes alone."""
        values = super().clean() or {}
        if not self.errors and sum(wish.wanted for wish in self.wishes()) < 2:
            raise forms.ValidationError(_("Nobody goes alone: ask for at least two people."), code="alone")
        return values

    def wishes(self) -> list[Wish]:
        """What was asked for, as the choosing understands it."""
        values = self.cleaned_data
        roles = (Role.VERIFIER,) if values.get("purpose") == Purpose.VERIFY else SENT_ROLES
        spoken = values.get("spoken") or ""
        wanted = {role: values.get(role.value) or 0 for role in roles}
        return [Wish(role, n, spoken if role == Role.LANGUAGE else "") for role, n in wanted.items() if n]


def preset_for(report: Report) -> dict[str, Any]:
    """What is sensible for this report: before it is confirmed a pair that looks; then a lead, two who document, one who
    speaks the caller's language."""
    confirmed = report.state == ReportState.CONFIRMED
    spoken = next((code for code, _name in LANGUAGES if code == report.language), "en")
    return {
        "purpose": Purpose.SEND if confirmed else Purpose.VERIFY, "lead": 1, "documenter": 2, "driver": 0, "observer": 0,
        "language": 0 if spoken == "en" else 1, "spoken": spoken, "verifier": 2, "radius_km": 15,
    }  # fmt: skip


class MoveForm(Form):
    """One move of a report; ``before`` is the state its reader saw."""

    before = forms.ChoiceField(choices=ReportState.choices)
    to = forms.ChoiceField(choices=ReportState.choices)
    basis = forms.ChoiceField(choices=Basis.choices)


class ConsentForm(Form):
    """Whether the caller agreed that people come to the home."""

    allowed = forms.TypedChoiceField(choices=(("yes", _("Yes")), ("no", _("No"))), coerce=lambda word: word == "yes")


class EndingForm(Form):
    """How an activation ends, and what those who were told will read."""

    kind = forms.ChoiceField(label=_("Why does it end?"), choices=EndKind.choices, widget=forms.RadioSelect)


class CorrectionForm(Form):
    """What was wrong, after the end."""

    kind = forms.ChoiceField(
        label=_("What do you have to correct?"),
        choices=[(kind.value, kind.label) for kind in (EndKind.FALSE_ALARM, EndKind.CORRECTION)],
        widget=forms.RadioSelect,
    )


SAID = (
    (Got.GOING.value, _("Is going")),
    (Got.CANNOT.value, _("Can't come")),
    (Got.ARRIVED.value, _("Is there")),
    (Got.HELP.value, _("Needs help")),
    (Got.HOME_SAFE.value, _("Is home safe")),
)


class AnswerForm(Form):
    """What somebody said on the phone, written down by the dispatcher."""

    got = forms.ChoiceField(label=_("What did they say?"), choices=SAID, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("How many minutes until they are there?"), min_value=1, max_value=60, required=False,
    )  # fmt: skip
    words = forms.CharField(label=_("In their own words"), max_length=300, required=False)


class ReadingForm(Form):
    """What an unclear answer means, or that it was read and changes nothing."""

    meaning = forms.ChoiceField(choices=(*SAID, ("read", _("Read, nothing changes"))))


PLACE_WORDS = (Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HELP, Got.HOME_SAFE)


class PlaceForm(Form):
    """One of the five answers of the place page."""

    got = forms.ChoiceField(choices=[(got.value, got.value) for got in PLACE_WORDS])
