from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallState(models.TextChoices):
    CHOOSING = "choosing", _("Choosing language and need")
    WAITING = "waiting", _("Waiting for a person")
    TALKING = "talking", _("Talking")
    DECIDING = "deciding", _("Nobody free: choosing what to do")
    MESSAGE = "message", _("Leaving a message")
    ENDED = "ended", _("Ended")


# The caller has not reached anybody yet, but may at any moment.
CLAIMABLE = (CallState.WAITING, CallState.DECIDING)


class Need(models.TextChoices):
    NOW = "now", _("Happening now")
    TAKEN = "taken", _("Someone was taken")
    OTHER = "other", _("Other help")


class Tier(models.IntegerChoices):
    """In which order people are rung."""

    SPEAKS_IT = 1, _("On duty and speaks the language")
    HAS_SCRIPT = 2, _("On duty, with the script in that language")
    BACKUP = 3, _("Back-up list")


class LegState(models.IntegerChoices):
    """Where one phone that we ring stands. The numbers are ranks: a state only ever moves to a higher one."""

    PLACED = 10, _("Placed")
    RINGING = 20, _("Ringing")
    ANSWERED = 30, _("Picked up, not accepted yet")
    TALKING = 40, _("Talking")
    ENDED = 90, _("Ended")


class LegEnd(models.TextChoices):
    """Why a leg ended."""

    TALKED = "talked", _("They talked")
    LOST = "lost", _("Somebody else was first")
    PASSED = "passed", _("Passed")
    SILENT = "silent", _("No answer")
    FAILED = "failed", _("Did not work")
    CALLER_LEFT = "caller_left", _("The caller hung up")


class Branch(models.TextChoices):
    """Which script of rights lies beside the intake."""

    DOOR = "door", _("At a door")
    STREET = "street", _("On the street")
    WORK = "work", _("At work")
    CAR = "car", _("In a car")
    TAKEN = "taken", _("Someone was taken")


class CallBackWhy(models.TextChoices):
    ABANDONED = "abandoned", _("Hung up before somebody answered")
    MESSAGE = "message", _("Left a message")
    TEXT_ME = "text_me", _("Asked for a text")
    TEXTED = "texted", _("Wrote a text")
    HELP_WORD = "help_word", _("Texted HELP")
    CUT_OFF = "cut_off", _("Was cut off")


class CallBackResult(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG = "wrong", _("Wrong number")
    NOT_NEEDED = "not_needed", _("Not needed any more")


class Outcome(models.TextChoices):
    """How an intake ended."""

    SENT = "sent", _("Sent to dispatch")
    ATTACHED = "attached", _("Added to a report that was there already")
    INFORMED = "informed", pgettext_lazy("call", "Informed, closed")
    PRANK = "prank", _("Prank or wrong number")
