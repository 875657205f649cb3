"""What the page of one activation shows: every person with their texts, their answers and their times."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.core import clock
from amparo.messaging.models import OutgoingMessage
from amparo.response.enums import OUT, AskState
from amparo.response.models import Activation, Answer, Ask, CheckIn
from amparo.response.selectors.asks import NEVER_LEFT

ORDER = (
    AskState.HELP, AskState.MISSED, AskState.ARRIVED, AskState.GOING, AskState.UNCLEAR, AskState.CONDITIONAL,
    AskState.ASKED, AskState.HOME_SAFE, AskState.COVERED, AskState.CANNOT,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One person of an activation: how they stand, what their text did, what they answered, when they are asked again."""

    ask: Ask
    text: OutgoingMessage | None
    answers: list[Answer]
    next_check_in: CheckIn | None

    @property
    def last(self) -> Answer | None:
        return self.answers[-1] if self.answers else None

    @property
    def out(self) -> bool:
        return self.ask.state in OUT


def lines_of(activation: Activation) -> list[Line]:
    """Everybody who was asked: those in danger first, then those who are out, then those who wait; nearest first."""
    rows = activation.asks.select_related("person").prefetch_related("answers", "check_ins")
    asks = sorted(rows, key=lambda ask: (ORDER.index(AskState(ask.state)), ask.distance_m))
    texts = OutgoingMessage.objects.defer("to", "body").in_bulk([ask.message for ask in asks if ask.message])
    return [_line(ask, texts) for ask in asks]


def _line(ask: Ask, texts: dict[UUID, OutgoingMessage]) -> Line:
    answers = sorted(ask.answers.all(), key=lambda answer: answer.created_at)
    waiting = sorted((c for c in ask.check_ins.all() if c.sent_at is None), key=lambda c: c.due_at)
    text = texts.get(ask.message) if ask.message else None
    return Line(ask, text, answers, waiting[0] if waiting and ask.state in OUT else None)


@dataclass(frozen=True)
class Sending:
    """How the asking texts of an activation stand."""

    states: dict[str, int]
    waiting: int
    left: int


def sending_of(lines: list[Line]) -> Sending:
    """How many asks wait, how many have left, and each state of the look with its number."""
    texts = [line.text for line in lines if line.text]
    looks = Counter(text.look for text in texts)
    waiting = looks["queued"]
    return Sending(dict(looks), waiting, sum(text.state not in NEVER_LEFT for text in texts) - waiting)


def last_wave_at(activation: Activation) -> datetime:
    """When people were asked last."""
    last = activation.asks.order_by("-created_at").values_list("created_at", flat=True).first()
    return last or activation.created_at


def in_grace(moment: datetime, seconds: int) -> bool:
    """Whether something that happened at this moment may still be undone with one press."""
    return (clock.now() - moment).total_seconds() <= clock.pace().speed * seconds
