from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    NEW = "new", _("New")
    CHECKING = "checking", _("Being checked")
    CONFIRMED = "confirmed", _("Confirmed")
    FALSE_ALARM = "false_alarm", _("False alarm")
    COULD_NOT_VERIFY = "could_not_verify", _("Could not verify")
    PAST = "past", _("Past")


OPEN_REPORTS = (ReportState.NEW, ReportState.CHECKING, ReportState.CONFIRMED)
MOVES: dict[str, tuple[str, ...]] = {
    ReportState.NEW: (
        ReportState.CHECKING, ReportState.CONFIRMED, ReportState.FALSE_ALARM, ReportState.COULD_NOT_VERIFY, ReportState.PAST
    ),
    ReportState.CHECKING: (
        ReportState.CONFIRMED, ReportState.FALSE_ALARM, ReportState.COULD_NOT_VERIFY, ReportState.PAST
    ),
    ReportState.CONFIRMED: (ReportState.FALSE_ALARM, ReportState.PAST),
    ReportState.COULD_NOT_VERIFY: (ReportState.CHECKING, ReportState.CONFIRMED, ReportState.FALSE_ALARM),
    ReportState.FALSE_ALARM: (ReportState.CHECKING,),
    ReportState.PAST: (),
}  # fmt: skip


class ReportKind(models.TextChoices):
    DOOR = "door", _("At a door")
    STREET = "street", _("On the street")
    WORK = "work", _("At work")
    CAR = "car", _("In a car")
    TAKEN = "taken", _("Someone was taken")


class Basis(models.TextChoices):
    """What a move of a report rests on."""

    PRESENT = "present", _("Somebody of ours is there and saw it")
    TWO_SOURCES = "two_sources", _("Two independent sources say so")
    WENT_AND_LOOKED = "looked", _("Somebody went and looked")
    ASKED = "asked", _("Asked by phone or text")
    TIME = "time", _("It is over")
    TAKEN_BACK = "taken_back", _("Whoever told us took it back")


# The keyed hash of nobody's phone: reports through the web without an account. All of them together are at most one source.
WEB = "web"
CELL_M = 700  # how exact a neighbourhood is


class Role(models.TextChoices):
    LEAD = "lead", _("Lead")
    DOCUMENTER = "documenter", _("Documents")
    LANGUAGE = "language", _("Speaks the language")
    DRIVER = "driver", _("Drives")
    VERIFIER = "verifier", _("Goes and looks")
    OBSERVER = "observer", _("Observes")


# The course a role needs, beside the rapid-response training that everybody needs.
ROLE_COURSES = {Role.LEAD: "lead", Role.DOCUMENTER: "documenting", Role.DRIVER: "driving", Role.VERIFIER: "verifying"}


class Purpose(models.TextChoices):
    VERIFY = "verify", _("Go and look")
    SEND = "send", _("Observe and document")


class AskState(models.TextChoices):
    ASKED = "asked", _("Asked")
    UNREACHED = "unreached", _("Not reached")
    GOING = "going", _("On the way")
    CONDITIONAL = "conditional", _("Maybe later")
    UNCLEAR = "unclear", _("Unclear answer")
    CANNOT = "cannot", _("Can't come")
    COVERED = "covered", _("Not needed")
    ARRIVED = "arrived", _("There")
    HELP = "help", _("Needs help")
    MISSED = "missed", _("No answer to check-in")
    HOME_SAFE = "home_safe", _("Home safe")


OUT = (AskState.GOING, AskState.ARRIVED, AskState.HELP, AskState.MISSED)  # out of the house for us
ANSWERABLE = (AskState.ASKED, AskState.UNREACHED, AskState.CONDITIONAL, AskState.UNCLEAR)


class EndKind(models.TextChoices):
    STOOD_DOWN = "stood_down", _("It is over")
    FALSE_ALARM = "false_alarm", _("It was a false alarm")
    CORRECTION = "correction", _("What we wrote was not right")


class StepKind(models.TextChoices):
    WIDEN = "widen", _("Ask more people, farther away")
    RING_LEAD = "ring_lead", _("Ring the lead")


class CallKind(models.TextChoices):
    """Why somebody is rung. But for the first, these are the names of texts that can be spoken (``texts/activation.py``)."""

    ASK = "ask", _("Can you go?")
    CHECK_IN = "check_in", _("Are you all right?")
    COVERED = "covered", _("Enough people")
    STAND_DOWN = "stand_down", _("It is over, go home")
    OVER = "over", _("It is over")
    FALSE_ALARM = "false_alarm", _("It was a false alarm")
    CORRECTION = "correction", _("What we wrote was not right")


class AlarmKind(models.TextChoices):
    HELP = "help", _("Somebody needs help")
    EMERGENCY = "emergency", _("An emergency word was texted")
    MISSED = "missed", _("Two check-ins without an answer")
    LATE = "late", _("Something that should happen by itself is late")
    PEOPLE = "people", _("An activation still needs people")
