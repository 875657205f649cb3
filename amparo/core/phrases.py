"""Words used on more than one page, and how each state looks: a word, an icon and a colour, never a colour alone."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Look(NamedTuple):
    """How a state is shown. The tone is one of now, calm, safe, danger, or empty for what is over."""

    word: str | Promise
    icon: str
    tone: str


STATES: dict[str, Look] = {
    # reports
    "new": Look(pgettext_lazy("report", "New"), "bell", "now"),
    "checking": Look(pgettext_lazy("report", "Being checked"), "search", "calm"),
    "confirmed": Look(pgettext_lazy("report", "Confirmed"), "eye", "now"),
    "false_alarm": Look(_("False alarm"), "close", ""),
    "could_not_verify": Look(_("Could not verify"), "question", ""),
    "past": Look(pgettext_lazy("report", "Past"), "clock", ""),
    # people in a response
    "asked": Look(pgettext_lazy("responder", "Asked"), "message", ""),
    "going": Look(pgettext_lazy("responder", "On the way"), "going", "calm"),
    "conditional": Look(pgettext_lazy("responder", "Maybe later"), "wait", "now"),
    "cannot": Look(pgettext_lazy("responder", "Can't come"), "close", ""),
    "covered": Look(pgettext_lazy("responder", "Not needed"), "check", ""),
    "arrived": Look(pgettext_lazy("responder", "There"), "arrived", "calm"),
    "help": Look(pgettext_lazy("responder", "Needs help"), "alarm", "danger"),
    "missed": Look(pgettext_lazy("responder", "No answer to check-in"), "alarm", "danger"),
    "home_safe": Look(pgettext_lazy("responder", "Home safe"), "home", "safe"),
    "unclear": Look(pgettext_lazy("responder", "Unclear answer"), "question", "now"),
    "unreachable": Look(pgettext_lazy("responder", "Not reachable"), "bell-off", ""),
    # responses
    "open": Look(pgettext_lazy("response", "Open"), "door", "calm"),
    "enough": Look(pgettext_lazy("response", "Enough people"), "check", "safe"),
    "stood_down": Look(pgettext_lazy("response", "Stood down"), "check", ""),
    # calls and tasks
    "waiting": Look(pgettext_lazy("call", "Waiting"), "wait", "now"),
    "ringing": Look(pgettext_lazy("call", "Ringing"), "bell", "now"),
    "talking": Look(pgettext_lazy("call", "Talking"), "phone", "calm"),
    "ended": Look(pgettext_lazy("call", "Ended"), "check", ""),
    "abandoned": Look(pgettext_lazy("call", "Hung up before an answer"), "phone", "now"),
    "callback": Look(pgettext_lazy("call", "Call back"), "phone", "now"),
    "done": Look(pgettext_lazy("task", "Done"), "check", "safe"),
    # duty
    "on_duty": Look(_("On duty"), "sun", "safe"),
    "paused": Look(_("On a break"), "pause", "now"),
    "off_duty": Look(_("Off duty"), "moon", ""),
    # messages
    "queued": Look(pgettext_lazy("message", "Waiting to go out"), "wait", ""),
    "sent": Look(pgettext_lazy("message", "Sent"), "send", "calm"),
    "delivered": Look(pgettext_lazy("message", "Delivered"), "check", "safe"),
    "failed": Look(pgettext_lazy("message", "Not delivered"), "alarm", "now"),
    "expired": Look(pgettext_lazy("message", "Too late, not sent"), "clock", ""),
    "cancelled": Look(pgettext_lazy("message", "Stopped before sending"), "stop", ""),
    "opted_out": Look(_("Asked for no texts"), "bell-off", ""),
}

LANGUAGE_NAMES = {"en": "English", "es": "Español", "pt-br": "Português", "ht": "Kreyòl"}


def look_of(state: str) -> Look:
    """The look of a state; one without a look of its own is shown by its name."""
    return STATES.get(state) or Look(state.replace("_", " ").capitalize(), "info", "")
