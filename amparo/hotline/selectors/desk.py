"""What the desk shows to one person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from amparo.core import clock
from amparo.hotline.enums import CallState
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.hotline.selectors.call_backs import open_call_backs
from amparo.hotline.selectors.intake import open_intakes_of
from amparo.hotline.selectors.queue import Gap, call_of, line_gaps, recent_calls_of, waiting_calls
from amparo.people.models import Person
from amparo.rota.enums import Duty
from amparo.rota.models import ClockIn
from amparo.rota.selectors import clocked_in, my_clock_in

MOST = 40


@dataclass(frozen=True)
class DutyNow:
    """Whether somebody is on duty, on a break, or off, and until when."""

    row: ClockIn | None

    @property
    def state(self) -> str:
        """The name of its look."""
        if self.row is None:
            return "off_duty"
        return "paused" if self.back_at else "on_duty"

    @property
    def back_at(self) -> datetime | None:
        """When the break ends."""
        paused = self.row.paused_until if self.row else None
        return paused if paused and paused > clock.now() else None


def duty_of(person: Person) -> DutyNow:
    """The duty of this person on the hotline now."""
    return DutyNow(my_clock_in(person, Duty.HOTLINE, clock.now()))


@dataclass(frozen=True)
class Desk:
    """Everything on the desk of one person."""

    duty: DutyNow
    mine: Call | None
    mine_closed: bool
    waiting: list[Call]
    call_backs: Page[CallBack]
    intakes: list[Intake]
    recent: list[Call]
    gaps: list[Gap]


def desk_of(person: Person, *, page: str = "1") -> Desk:
    """The desk: a fixed number of queries, however much lies on it; of many call-backs one page."""
    mine = call_of(person)
    closed = bool(mine) and Intake.objects.filter(origin=mine.pk).exclude(closed_at=None).exists()  # type: ignore[union-attr]
    return Desk(
        duty=duty_of(person),
        mine=mine,
        mine_closed=closed,
        waiting=list(waiting_calls()[:MOST]),
        call_backs=Paginator(open_call_backs(), MOST).get_page(page),
        intakes=[row for row in open_intakes_of(person) if mine is None or row.origin != mine.pk],
        recent=[row for row in recent_calls_of(person) if row.state == CallState.ENDED][:8],
        gaps=line_gaps()[:5],
    )


def sounds_at_carrier(before: datetime) -> int:
    """How many spoken messages from before this moment still lie at the carrier."""
    return SpokenMessage.objects.filter(created_at__lt=before, deleted_there_at=None).count()


def just_taken(person: Person, known: UUID | None) -> Call | None:
    """The call this person talks on, when the page does not show it yet and its intake is still open."""
    call = call_of(person)
    if call is None or call.pk == known:
        return None
    return None if Intake.objects.filter(origin=call.pk).exclude(closed_at=None).exists() else call


def others_on_duty(person: Person) -> list[Person]:
    """Who else is here now: to these an intake can be handed over."""
    return [each for each in clocked_in(Duty.HOTLINE, clock.now()) if each.pk != person.pk][:20]
