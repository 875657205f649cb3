from django.db import models
from django.utils.translation import gettext_lazy as _


class Opens(models.TextChoices):
    """With what a person opens their own keys."""

    PASSKEY = "passkey", _("Passkey")
    PHRASE = "phrase", _("Seven words")
    SHEET = "sheet", _("Printed recovery sheet")


class Kind(models.TextChoices):
    """Whose key a key is."""

    CIRCLE = "circle", _("Circle")
    CASE = "case", _("Case")
    RECOVERY = "recovery", _("Recovery")
    ARRIVAL = "arrival", _("Arrival")


class Part(models.TextChoices):
    """The compartment of a case: each has its own key, and nobody gets one by having another."""

    OPS = "ops", _("What a companion needs")
    IDENTITY = "identity", _("Names, contacts and what happened")
    EVIDENCE = "evidence", _("Photos and documents")


class Shreds(models.TextChoices):
    """The retention class of a wrap: whose shred epochs it lies under."""

    CIRCLE = "circle", _("Circle keys")
    CASE = "case", _("Case keys")


# What people call the circles that every network has.
CIRCLE_TITLES = {
    "hotline-triage": _("Hotline triage"),
    "casework": _("Casework"),
    "evidence": _("Evidence"),
    "accompaniment": _("Accompaniment"),
    "sanctuary": _("Sanctuary"),
    "fund-payees": _("Who the fund pays"),
}

# The circles that two people change, whatever the database says of them; static/vault/directory.js names them too.
ALWAYS_TWO = frozenset({"sanctuary", "fund-payees"})
