"""What the house says and does on a call, in steps of its own; an adapter turns them into the carrier's markup.

A room above answers these questions with a ``Plan``. ``token`` is the room's own word for the call or the leg: it is all that
the addresses of callbacks carry. There is no step that records a conversation, and no parameter for it.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Say:
    """One sentence of ``prompts.py`` in one language, with the few values it may carry."""

    prompt: str
    language: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pause:
    """Silence, in seconds."""

    seconds: int


@dataclass(frozen=True)
class Gather:
    """Say something and wait for keys; ``step`` is asked with them, and with none when the time is over."""

    says: tuple[Say | Pause, ...]
    step: str
    timeout: int = 5
    digits: int = 1


@dataclass(frozen=True)
class WaitInRoom:
    """Wait in a conference until somebody comes; ``wait`` is asked for what to say, again and again."""

    room: str
    wait: str


@dataclass(frozen=True)
class JoinRoom:
    """Come into the conference and talk. When this line ends, the others stay."""

    room: str


@dataclass(frozen=True)
class TakeMessage:
    """After the tone, take a spoken message of at most so many seconds; ``step`` is asked when it is over."""

    step: str
    max_seconds: int = 120


@dataclass(frozen=True)
class GoTo:
    """Go on with another step of this call."""

    step: str


@dataclass(frozen=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True)
class Reject:
    """Do not take the call: it sounds busy."""


Step = Say | Pause | Gather | WaitInRoom | JoinRoom | TakeMessage | GoTo | Hangup | Reject


@dataclass(frozen=True)
class Plan:
    """The answer to a question: the steps of this call from now on."""

    token: str
    steps: tuple[Step, ...]


# Questions: the room above answers each with a Plan.


@dataclass(frozen=True)
class CallStarted:
    """Somebody calls. ``number`` is None when the caller hides it."""

    call_sid: str
    number: str | None
    to: str


@dataclass(frozen=True)
class StepAsked:
    """A call goes on: keys were pressed (``digits`` empty when the time was over), a leg was answered, a wait goes round."""

    token: str
    step: str
    call_sid: str
    digits: str = ""


# Announced events.


@dataclass(frozen=True)
class LegChanged:
    """A line we ring moved on."""

    token: str
    call_sid: str
    status: Literal["initiated", "ringing", "answered", "completed", "busy", "no-answer", "failed", "canceled"]
    step: str = ""  # the step it was to ask, as a hint whose line it is; empty when its order is not known any more


@dataclass(frozen=True)
class CallerLeft:
    """The caller's line ended."""

    call_sid: str


@dataclass(frozen=True)
class JoinedRoom:
    """A line came into a conference."""

    room: str
    call_sid: str
    conference_sid: str


@dataclass(frozen=True)
class LeftRoom:
    """A line left a conference."""

    room: str
    call_sid: str


@dataclass(frozen=True)
class MessageTaken:
    """A spoken message is at the carrier."""

    token: str
    recording_sid: str
    seconds: int
