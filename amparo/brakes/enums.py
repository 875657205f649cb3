from django.db import models
from django.utils.translation import gettext_lazy as _


class Reads(models.TextChoices):
    """What is counted by itself."""

    ARRIVALS = "arrivals", _("What came in")
    CASES = "cases", _("Cases")
    NUMBERS = "numbers", _("Telephone numbers")


class AlarmKind(models.TextChoices):
    BUDGET = "budget", _("Opened more than usual, and was stopped")
    CANARY = "canary", _("Opened something that nobody has a reason to open")


class Takes(models.TextChoices):
    """What can be taken out as a file."""

    PEOPLE = "people", _("The list of members and volunteers, without numbers")
    AUDIT = "audit", _("The audit of the last 90 days, without names")
