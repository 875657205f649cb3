from django.db import models
from django.utils.translation import gettext_lazy as _


class Ended(models.TextChoices):
    """How a case ended, in a word that says nothing about the person."""

    HELPED = "helped", _("What we could do is done")
    ELSEWHERE = "elsewhere", _("Somebody else goes on")
    UNREACHED = "unreached", _("We could not reach them")
    MISTAKE = "mistake", _("Opened by mistake")
