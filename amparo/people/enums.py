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
    ACTIVATION_CALL = "activation_call", _("Activations by call")
    REMINDER = "reminder", _("Reminders")
    NEWSLETTER = "newsletter", _("News")


class AskedBy(models.TextChoices):
    """How a person wants to be asked, in this order. The second way follows at once only with BOTH."""

    TEXT = "text", _("By text only")
    TEXT_CALL = "text_call", _("By text. By call if texts cannot reach me")
    CALL_TEXT = "call_text", _("By call. By text if calls cannot reach me")
    CALL = "call", _("By call only")
    BOTH = "both", _("By text and by call, both at once")


class CodeBy(models.TextChoices):
    TEXT = "text", _("Text me")
    VOICE = "voice", _("Call me")
