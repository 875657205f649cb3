from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.core.forms import Form
from amparo.rota.enums import Duty

HOURS = [(n, n) for n in (1, 2, 3, 4, 6, 8, 10, 12)]
WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")), (5, _("Saturday")),
    (6, _("Sunday")),
]  # fmt: skip


class TakeForm(Form):
    """One shift that somebody takes: which duty, which day, from when, how long."""

    duty = forms.ChoiceField(label=_("Duty"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    hours = forms.TypedChoiceField(label=_("For how many hours"), choices=HOURS, coerce=int, initial=4)

    def __init__(self, *args: Any, duties: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = [(each, Duty(each).label) for each in duties]  # type: ignore[attr-defined]

    def stretch(self) -> tuple[datetime, datetime]:
        """The shift as instants, on the network's clock; the length is that of the clock on the wall."""
        wall = datetime.combine(self.cleaned_data["day"], self.cleaned_data["begins"])
        return timezone.make_aware(wall), timezone.make_aware(wall + timedelta(hours=self.cleaned_data["hours"]))


class WeeklyForm(Form):
    """A shift every week."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)
    weekday = forms.TypedChoiceField(label=_("Every"), choices=WEEKDAYS, coerce=int)
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    hours = forms.TypedChoiceField(label=_("For how many hours"), choices=HOURS, coerce=int, initial=6)


class BreakForm(Form):
    minutes = forms.TypedChoiceField(choices=[(15, 15), (30, 30), (60, 60)], coerce=int)
