from django.db import models
from django.utils.translation import gettext_lazy as _


class Lane(models.IntegerChoices):
    """Who goes first: a call before an activation, an activation before a reminder, a reminder before the news."""

    CALL = 0, _("Calls")
    ACTIVATION = 1, _("Activations")
    REMINDER = 2, _("Reminders")
    NEWSLETTER = 3, _("News")


class State(models.IntegerChoices):
    """Where a message stands. The numbers are ranks: a state only ever moves to a higher one."""

    WAITING = 10, _("Waiting to go out")
    IN_FLIGHT = 20, _("Being handed over")
    HANDED_OVER = 30, _("Handed over")
    SENT = 40, _("Sent")
    UNDELIVERED = 50, _("Not delivered")
    DELIVERED = 60, _("Delivered")
    # ends without the carrier
    EXPIRED = 70, _("Too late, not sent")
    CANCELLED = 71, _("Stopped before sending")
    OPTED_OUT = 72, _("Asked for no texts")
    FAILED = 73, _("Refused by the carrier")


# The one text that goes to somebody who has just opted out: that it was done.
STOP_ANSWER = "word.stop"

# What the carriers' words for a message's state mean here.
CARRIER_STATES = {
    "accepted": State.HANDED_OVER, "queued": State.HANDED_OVER, "scheduled": State.HANDED_OVER, "sending": State.HANDED_OVER,
    "sent": State.SENT, "delivered": State.DELIVERED, "read": State.DELIVERED, "undelivered": State.UNDELIVERED,
    "failed": State.UNDELIVERED, "canceled": State.UNDELIVERED,
}  # fmt: skip

# What the carriers' words for a call's state mean for the order to ring: "delivered" is a line that was picked up.
LEG_STATES = {
    "ringing": State.SENT, "answered": State.DELIVERED, "completed": State.DELIVERED, "busy": State.UNDELIVERED,
    "no-answer": State.UNDELIVERED, "failed": State.UNDELIVERED, "canceled": State.UNDELIVERED,
}  # fmt: skip

# The names of states in the look (core/phrases.py).
LOOKS = {
    State.WAITING: "queued", State.IN_FLIGHT: "queued", State.HANDED_OVER: "sent", State.SENT: "sent",
    State.UNDELIVERED: "failed", State.DELIVERED: "delivered", State.EXPIRED: "expired", State.CANCELLED: "cancelled",
    State.OPTED_OUT: "opted_out", State.FAILED: "failed",
}  # fmt: skip


class CallWish(models.TextChoices):
    """What the carrier is asked to do with a call."""

    RING = "ring", _("Ring a phone")
    REDIRECT = "redirect", _("Say something else to the caller")
    END = "end", _("End the call")


class TextWord(models.TextChoices):
    """What an incoming text was before anybody read it."""

    STOP = "stop", _("No more texts")
    START = "start", _("Texts again")
    HELP = "help", _("Who are you?")
    OTHER = "other", _("Something else")
