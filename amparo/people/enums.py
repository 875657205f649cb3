from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")


class ContactStatus(models.TextChoices):
    UNVERIFIED = "unverified", _("Not checked yet")
    VERIFIED = "verified", _("Checked")
    LANDLINE = "landline", _("Landline: calls only")
    BAD = "bad", _("Does not work")


class Purpose(models.TextChoices):
    ACTIVATION = "activation", _("Activations")
    NIGHT_ACTIVATION = "night_activation", _("Activations at night")
    REMINDER = "reminder", _("Reminders")
    NEWSLETTER = "newsletter", _("News")


class CodeBy(models.TextChoices):
    TEXT = "text", _("Text me")
    VOICE = "voice", _("Call me")
