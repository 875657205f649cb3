from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.core.phrases import SPOKEN_NAMES
from amparo.core.widgets import CodeInput, PhoneInput
from amparo.people.enums import AskedBy, CodeBy

SPOKEN = [(code, SPOKEN_NAMES[code]) for code in settings.SPOKEN_LANGUAGES]
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip
NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}


class LanguagesForm(Form):
    """What somebody is written to in, and what they speak."""

    language = forms.ChoiceField(label=_("Write to me in"), choices=SPOKEN, widget=forms.RadioSelect)
    speaks = forms.MultipleChoiceField(
        label=_("I can talk in"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple, required=False
    )


class QuietForm(Form):
    """The hours in which somebody is left alone; they may pass midnight. Both empty: no quiet hours."""

    quiet_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("May pass midnight. Leave both empty to have no quiet hours."),
    )  # fmt: skip
    zone = forms.ChoiceField(label=_("On the clock of"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = str(self.initial.get("zone") or settings.TIME_ZONE)
        names = [*ZONES, *([mine] if mine not in ZONES and mine in available_timezones() else [])]
        self.fields["zone"].choices = [(name, name.split("/")[-1].replace("_", " ")) for name in names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("quiet_from") is None) != (given.get("quiet_until") is None) and not self.errors:
            raise forms.ValidationError(_("Give both times, or leave both empty."))
        return given


class ChannelsForm(Form):
    """By text, by call, or both, and in which order."""

    asked_by = forms.ChoiceField(label=_("How we ask you to go"), choices=AskedBy.choices, widget=forms.RadioSelect)


class NumberForm(Form):
    """A number of one's own."""

    unread = frozenset({"number"})
    number = forms.CharField(label=_("Phone number"), max_length=24, widget=PhoneInput())


class CodeForm(Form):
    """What came to the number."""

    unread = frozenset({"code"})
    code = forms.CharField(label=_("The code of six digits"), max_length=12, widget=CodeInput())


class SendCodeForm(Form):
    way = forms.ChoiceField(choices=CodeBy.choices)


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Why do you need the number?"), min_length=5, max_length=200,
        help_text=_("Your name, the time and that you gave a reason are written down; the reason itself is not kept."),
    )  # fmt: skip


class WelcomeForm(Form):
    """Opening an account: a password, or none when a passkey is to be the only key."""

    password = forms.CharField(
        label=_("A new password"), required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 12 letters. Leave it empty if you only want to use a passkey (fingerprint, face or PIN)."),
    )  # fmt: skip

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password
