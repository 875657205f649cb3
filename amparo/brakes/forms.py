from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.brakes.enums import Takes
from amparo.core.forms import Form


class LiftForm(Form):
    """Who may open more than usual, and why."""

    who = forms.CharField(label=_("Their sign-in name"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    reason = forms.CharField(label=_("Why do they need more?"), min_length=5, max_length=200)


class WatchForm(Form):
    """A thing that nobody has a reason to open."""

    subject = forms.UUIDField(label=_("Its number"), help_text=_("The long word in the address of its page."))


class ExportForm(Form):
    """What somebody wants to take out, and why."""

    takes = forms.ChoiceField(label=_("What do you want to take out?"), choices=Takes.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("What is it for?"), min_length=5, max_length=200)
