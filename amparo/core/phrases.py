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
    "unreached": Look(pgettext_lazy("responder", "Not reached"), "bell-off", "now"),
    "late": Look(pgettext_lazy("responder", "Later than they said"), "wait", "now"),
    "going": Look(pgettext_lazy("responder", "On the way"), "going", "calm"),
    "conditional": Look(pgettext_lazy("responder", "Maybe later"), "wait", "now"),
    "cannot": Look(pgettext_lazy("responder", "Can't come"), "close", ""),
    "covered": Look(pgettext_lazy("responder", "Not needed"), "check", ""),
    "arrived": Look(pgettext_lazy("responder", "There"), "arrived", "calm"),
    "help": Look(pgettext_lazy("responder", "Needs help"), "alarm", "danger"),
    "missed": Look(pgettext_lazy("responder", "No answer to check-in"), "alarm", "danger"),
    "home_safe": Look(pgettext_lazy("responder", "Home safe"), "home", "safe"),
    "emergency": Look(pgettext_lazy("answer", "Emergency"), "alarm", "danger"),
    "question": Look(pgettext_lazy("answer", "A question"), "question", "now"),
    "unclear": Look(pgettext_lazy("responder", "Unclear answer"), "question", "now"),
    "unreachable": Look(pgettext_lazy("responder", "Not reachable"), "bell-off", ""),
    # responses
    "open": Look(pgettext_lazy("it is open", "Open"), "door", "calm"),
    "enough": Look(pgettext_lazy("response", "Enough people"), "check", "safe"),
    "stood_down": Look(pgettext_lazy("response", "Stood down"), "check", ""),
    # calls and tasks
    "waiting": Look(pgettext_lazy("call", "Waiting"), "wait", "now"),
    "ringing": Look(pgettext_lazy("call", "Ringing"), "bell", "now"),
    "picked_up": Look(pgettext_lazy("call", "Picked up"), "phone", "safe"),
    "not_picked_up": Look(pgettext_lazy("call", "Not picked up"), "phone", "now"),
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
    # how a person can be reached
    "reachable": Look(pgettext_lazy("person", "Can be reached"), "check", "safe"),
    "no_number": Look(pgettext_lazy("person", "No number"), "phone", "now"),
    "landline": Look(pgettext_lazy("person", "Landline: calls only"), "phone", "now"),
    "bad_number": Look(pgettext_lazy("person", "Number does not work"), "alarm", "now"),
    "no_consent": Look(pgettext_lazy("person", "Did not agree to texts"), "bell-off", ""),
    "snoozed": Look(pgettext_lazy("person", "Snoozed"), "pause", ""),
    "quiet_hours": Look(pgettext_lazy("person", "Quiet hours now"), "moon", ""),
    "closed": Look(pgettext_lazy("person", "Account closed"), "lock", ""),
    "opted_out": Look(_("Asked for no texts"), "bell-off", ""),
}

# The rooms that bring a page of help, <room>/help.html, by the first part of the names of their addresses.
ROOMS_WITH_HELP = (
    "hotline", "response", "cases", "vault", "rota", "training", "people", "governance", "outbox", "audit", "account",
)  # fmt: skip

LANGUAGE_NAMES = {"en": "English", "es": "Español", "pt-br": "Português", "ht": "Kreyòl"}


# Languages people speak and are texted in, each by its own name.
SPOKEN_NAMES = {
    "en": "English", "es": "Español", "pt-BR": "Português", "ht": "Kreyòl", "fr": "Français", "kea": "Kriolu",
    "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


def look_of(state: str) -> Look:
    """The look of a state; one without a look of its own is shown by its name."""
    return STATES.get(state) or Look(state.replace("_", " ").capitalize(), "info", "")
