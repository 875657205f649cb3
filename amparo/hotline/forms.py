"""What is typed on the intake and on the call-back page, and what is refused with which words."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.core import clock
from amparo.core.forms import Form
from amparo.core.phrases import LANGUAGE_NAMES
from amparo.core.sealed import NotSealed
from amparo.core.widgets import SuggestInput
from amparo.geo.selectors import towns
from amparo.hotline.enums import Branch, CallBackResult
from amparo.hotline.models import Intake
from amparo.hotline.scripts.lines import LINES
from amparo.hotline.selectors.intake import typed_of
from amparo.messaging.inbound import TRIAGE
from amparo.vault.arrival import is_arrival, open_arrival
from amparo.vault.sealing import SealedFormField, place_of

SPOKEN = {
    **{{"pt-br": "pt-BR"}.get(code, code): name for code, name in LANGUAGE_NAMES.items()},
    "fr": "Français", "kea": "Kriolu", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip
LONGEST_AGO = 7 * 24 * 60
LONGEST_STORY = 4_000
DOOR_ONLY = "visit_allowed"


class IntakeForm(Form):
    """The intake: at most six fields must be filled in, and only when it goes to dispatch. What is sealed is not read."""

    unread = frozenset({"told"})
    branch = forms.ChoiceField(label=_("What is happening?"), choices=Branch.choices, widget=forms.RadioSelect)
    town = forms.CharField(label=_("Town"), max_length=60)
    street = forms.CharField(
        label=_("Street or crossing"), max_length=80, required=False,
        help_text=_("A house number helps to find it. Texts to responders never carry it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    landmark = forms.CharField(
        label=_("Door or landmark"), max_length=120, required=False,
        help_text=_("By the Walmart, blue house, second door. Only those who go will see it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    minutes_ago = forms.IntegerField(
        label=_("Seen how many minutes ago?"), min_value=0, max_value=LONGEST_AGO, help_text=_("0 is now."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    activity = forms.CharField(
        label=_("What are they doing?"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    size = forms.CharField(
        label=_("How many?"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    uniform = forms.CharField(
        label=_("Uniforms and words on them"), max_length=120, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    equipment = forms.CharField(
        label=_("Their cars and equipment"), max_length=120, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    visit_allowed = forms.TypedChoiceField(
        label=_("May our people come to the home?"), help_text=_("Ask this. Without a clear yes, nobody comes to the door."),
        choices=[("yes", pgettext_lazy("consent", "Yes, they may")), ("no", pgettext_lazy("consent", "No"))],
        coerce=lambda value: value == "yes", empty_value=None, required=False, widget=forms.RadioSelect,
        error_messages={"required": _("Please ask the caller, and say yes or no.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("The caller speaks"), choices=list(SPOKEN.items()))
    story = SealedFormField(
        label=_("What happened, in their words"), required=False, rows=4,
        help_text=_("Names and everything personal belong only here. Only the hotline's circle opens it."),
    )  # fmt: skip
    told = forms.CharField(
        label=_("What happened, in their words"), required=False, max_length=LONGEST_STORY,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text=_("It is closed when it arrives at the server, before it is kept. Only the hotline's circle opens it."),
    )  # fmt: skip
    pick = forms.CharField(max_length=160, required=False)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    shown_at = forms.FloatField(required=False)

    def __init__(self, data: Any = None, *, intake: Intake, complete: bool = False) -> None:
        """``complete`` asks for everything that dispatch needs; otherwise any part may be missing."""
        super().__init__(data, initial=values_of(intake), auto_id="in-%s")
        self.fields["town"].widget = SuggestInput(towns().values_list("name", flat=True))
        story = cast(SealedFormField, self.fields["story"])
        story.belongs(place_of(intake, "story"), circle=TRIAGE, closed=intake.story, key=intake.key)
        self.said = [line for line in data.getlist("said") if line in LINES] if data is not None else None
        if data is not None and not complete:
            for field in self.fields.values():
                field.required = False
        else:
            self.fields[DOOR_ONLY].required = data is None or data.get("branch") == Branch.DOOR

    def standing_story(self) -> str:
        """The closed words that stand there, as the page would send them back unchanged."""
        return cast(SealedFormField, self.fields["story"]).base64

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._pin(given)
        if given.get("minutes_ago") is not None:
            given["observed_at"] = _moment(given.get("shown_at"), given["minutes_ago"])
        return given

    def _pin(self, given: dict[str, Any]) -> None:
        lat, lon = given.get("lat"), given.get("lon")
        if (lat is None) != (lon is None):
            self.add_error("lat" if lat is None else "lon", _("A pin needs both numbers."))
            return
        given["pin"] = (lat, lon) if lat is not None else None

    def kept(self) -> dict[str, Any]:
        """What may be kept of what was typed: everything that is not refused."""
        self.is_valid()
        wrong = set(self.errors)
        kept = {name: value for name, value in self.cleaned_data.items() if name not in wrong | {"story", "told"}}
        if wrong & {"lat", "lon"}:
            kept.pop("pin", None)
        return {name: value for name, value in kept.items() if value is not None or name in {"pin", DOOR_ONLY}}


def _moment(shown_at: float | None, minutes: int) -> datetime:
    """So many minutes before the page was shown, so that saving again does not move it."""
    now = clock.now()
    base = now
    if shown_at is not None and 0 <= now.timestamp() - shown_at < LONGEST_AGO * 60:
        base = datetime.fromtimestamp(shown_at, tz=now.tzinfo)
    return base - timedelta(minutes=minutes)


def told_of(intake: Intake) -> str:
    """The story while it lies under the arrival key, so that it can be written on; nothing once people's keys close it."""
    if not intake.story or intake.key is None or not is_arrival(intake.key):
        return ""
    try:
        return open_arrival(bytes(intake.story), place=place_of(intake, "story"))
    except NotSealed:
        return ""


def values_of(intake: Intake) -> dict[str, Any]:
    """The fields of an intake as its form shows them."""
    typed = typed_of(intake)
    since = (clock.now() - intake.observed_at).total_seconds() if intake.observed_at else 0
    return {
        "branch": intake.branch, "town": intake.town, "street": typed.street, "landmark": typed.landmark, "pick": typed.pick,
        "lat": typed.pin[0] if typed.pin else None, "lon": typed.pin[1] if typed.pin else None,
        "minutes_ago": max(0, round(since / 60)), "language": intake.language, "shown_at": clock.now().timestamp(),
        "visit_allowed": {True: "yes", False: "no", None: ""}[intake.visit_allowed], "told": told_of(intake),
        **{name: intake.sighting.get(name, "") for name in ("size", "activity", "uniform", "equipment")},
    }  # fmt: skip


class AnswerForm(Form):
    """A text to somebody who waits for an answer, in the responder's own words."""

    words = forms.CharField(
        label=_("Your answer"), max_length=480, widget=forms.Textarea({"rows": 3}),
        help_text=_("It goes out from the network's number. No names, no street numbers, nothing about status."),
    )  # fmt: skip


class ResultForm(Form):
    """How a call-back went."""

    result = forms.ChoiceField(label=_("How did it go?"), choices=CallBackResult.choices, widget=forms.RadioSelect)
