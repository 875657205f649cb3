from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    HOTLINE = "hotline", _("Hotline")
    BACKUP = "backup", _("Hotline back-up list")
    RESPONSE = "response", _("Rapid response")
    DISPATCH = "dispatch", _("Dispatch")
