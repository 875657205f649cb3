from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.forms import Form
from amparo.training.models import Course


class CertificateForm(Form):
    """A course that somebody finished, and when."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.order_by("name"))
    granted_on = forms.DateField(label=_("Finished on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_granted_on(self) -> date:
        day: date = self.cleaned_data["granted_on"]
        if day > timezone.localdate(clock.now()):
            raise forms.ValidationError(_now("This day is still to come."))
        return day
