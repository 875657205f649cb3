from dataclasses import dataclass
from datetime import datetime

from amparo.messaging.models import InboundText, OutgoingMessage
from amparo.replies.said import Said


@dataclass(frozen=True)
class TextReceived:
    """A question upwards: a text came that is no stop, start or help word alone. The answer is the name of who handled it."""

    message: InboundText
    said: Said


@dataclass(frozen=True)
class HelpAsked:
    """Somebody texted a help word: they got the standard answer, and a person must see it too."""

    message: InboundText
    said: Said


@dataclass(frozen=True)
class MessageStateChanged:
    """A message moved forward: delivered, or one of the ends."""

    message: OutgoingMessage


@dataclass(frozen=True)
class NumberFailed:
    """The carrier says that this number takes no texts."""

    index: str
    landline: bool


@dataclass(frozen=True)
class OptedOut:
    """The owner of this number wants no texts any more."""

    index: str


@dataclass(frozen=True)
class OptedIn:
    """The owner of this number wants texts again."""

    index: str


@dataclass(frozen=True)
class CarrierTroubled:
    """The carrier does not take what we hand over."""

    since: datetime


@dataclass(frozen=True)
class CarrierWell:
    """The carrier answers again."""


@dataclass(frozen=True)
class CallOrderFailed:
    """The carrier refused to ring, redirect or end a call, or it was too late."""

    token: str
    step: str
    code: str
