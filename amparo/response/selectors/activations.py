"""What the page of one activation shows: every person with their texts, their answers and their times."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.core import clock
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.response.enums import OUT, AskState, CallKind
from amparo.response.models import Activation, Answer, Ask, AskCall, CheckIn
from amparo.response.selectors.asks import NEVER_LEFT

ORDER = (
    AskState.HELP, AskState.MISSED, AskState.ARRIVED, AskState.GOING, AskState.UNCLEAR, AskState.CONDITIONAL,
    AskState.ASKED, AskState.UNREACHED, AskState.HOME_SAFE, AskState.COVERED, AskState.CANNOT,
)  # fmt: skip
# How a call that asks looks; what is not named here looks like a text.
CALL_LOOKS = {State.SENT: "ringing", State.DELIVERED: "picked_up", State.UNDELIVERED: "not_picked_up"}


@dataclass(frozen=True)
class Line:
    """One person of an activation: how they stand, what their text and call did, what they answered, when they are asked again."""

    ask: Ask
    text: OutgoingMessage | None
    call: CallOrder | None
    answers: list[Answer]
    next_check_in: CheckIn | None
    all_right_at: datetime | None = None
    unanswered: int = 0

    @property
    def last(self) -> Answer | None:
        return self.answers[-1] if self.answers else None

    @property
    def call_look(self) -> str:
        return look_of_call(self.call) if self.call else ""

    @property
    def failed(self) -> str:
        """Which of their ways the carrier could not use: "text", "call", or nothing."""
        if self.text and self.text.state in (State.UNDELIVERED, State.FAILED):
            return "text"
        return "call" if self.call and self.call.state == State.FAILED else ""

    @property
    def out(self) -> bool:
        return self.ask.state in OUT


def look_of_call(order: CallOrder) -> str:
    """The name of a call's state in the look."""
    return CALL_LOOKS.get(State(order.state), order.look)


def lines_of(activation: Activation) -> list[Line]:
    """Everybody who was asked: those in danger first, then those who are out, then those who wait; nearest first."""
    rows = activation.asks.select_related("person").prefetch_related("answers", "check_ins")
    asks = sorted(rows, key=lambda ask: (ORDER.index(AskState(ask.state)), ask.distance_m))
    texts = OutgoingMessage.objects.defer("to", "body").in_bulk([ask.message for ask in asks if ask.message])
    orders = dict(AskCall.objects.filter(ask__in=asks, kind=CallKind.ASK).values_list("ask", "order"))
    calls = CallOrder.objects.defer("to").in_bulk(orders.values()) if orders else {}
    return [_line(ask, texts, calls.get(orders.get(ask.pk))) for ask in asks]


def _line(ask: Ask, texts: dict[UUID, OutgoingMessage], call: CallOrder | None) -> Line:
    answers = sorted(ask.answers.all(), key=lambda answer: answer.created_at)
    waiting = sorted((c for c in ask.check_ins.all() if c.sent_at is None), key=lambda c: c.due_at)
    text = texts.get(ask.message) if ask.message else None
    asked = sorted((c for c in ask.check_ins.all() if c.sent_at is not None), key=lambda c: c.due_at)
    heard = [c.answered_at for c in asked if c.answered_at is not None]
    silent = sum(c.answered_at is None for c in asked[-2:]) if ask.state in OUT else 0
    return Line(
        ask, text, call, answers, waiting[0] if waiting and ask.state in OUT else None, max(heard, default=None), silent
    )


@dataclass(frozen=True)
class Sending:
    """How the asking texts and calls of an activation stand."""

    states: dict[str, int]
    calls: dict[str, int]
    waiting: int
    left: int


def sending_of(lines: list[Line]) -> Sending:
    """How many asks wait, how many have left, and each state of the look with its number."""
    texts = [line.text for line in lines if line.text]
    looks = Counter(text.look for text in texts)
    calls = Counter(line.call_look for line in lines if line.call)
    waiting = looks["queued"]
    left = sum(text.state not in NEVER_LEFT for text in texts) - waiting
    return Sending(dict(looks), dict(calls), waiting + calls["queued"], left)


def in_grace(moment: datetime, seconds: int) -> bool:
    """Whether something that happened at this moment may still be undone with one press."""
    return (clock.now() - moment).total_seconds() <= clock.pace().speed * seconds
