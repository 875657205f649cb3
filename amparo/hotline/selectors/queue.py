"""Who waits, in which order, who talks with whom, and when the line would ring nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from amparo.core import clock
from amparo.core.often import prepared
from amparo.governance.access import people_who_may
from amparo.governance.enums import Power
from amparo.hotline.enums import CLAIMABLE, CallState, LegEnd, Need
from amparo.hotline.models import Call, Intake, Leg
from amparo.people.models import Person
from amparo.rota.enums import Duty
from amparo.rota.selectors import gaps, on_duty, on_duty_and_clocked_in

AHEAD = timedelta(days=7)
LEADS = 6


def waiting_calls() -> QuerySet[Call]:
    """Callers who wait for a person, the next one first: who was cut off, who needs help now, who came first.

    One telephone has one place in line, its newest call's: who dials a hundred times keeps nobody else waiting.
    """
    same_phone = Call.objects.filter(state__in=CLAIMABLE, index=OuterRef("index")).exclude(index="")
    return (
        Call.objects.filter(state__in=CLAIMABLE)
        .annotate(
            again=Exists(same_phone.filter(created_at__gt=OuterRef("created_at"))),
            urgency=Case(
                When(front=True, then=Value(0)), When(need=Need.NOW, then=Value(1)), default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("-front", "again", "urgency", "waiting_since", "created_at")
    )  # fmt: skip


def hold(call_id: UUID) -> None:
    """Lock the row of a call until the transaction ends. Whoever locks phones of a call locks the call first."""
    with prepared() as cursor:
        cursor.execute(f"SELECT id FROM {Call._meta.db_table} WHERE id = %s FOR UPDATE", [call_id])  # noqa: S608  our own


def position_of(call: Call) -> int:
    """The place in line of a waiting caller, from 1."""
    sql, values = _line()
    with prepared() as cursor:
        cursor.execute(sql, values)
        ahead = [row[0] for row in cursor.fetchall()]
    return ahead.index(call.pk) + 1 if call.pk in ahead else 1


@lru_cache(maxsize=1)
def _line() -> tuple[str, list[str | int | bool]]:
    """The question who waits, in order, as Django writes it."""
    sql, values = waiting_calls().values_list("pk").query.sql_with_params()
    return sql, [value.value if isinstance(value, Enum) else value for value in values]


def call_of(person: Person) -> Call | None:
    """The call this person talks on."""
    return Call.objects.filter(state=CallState.TALKING, claimed_by=person).order_by("-claimed_at").first()


def recent_calls_of(person: Person) -> QuerySet[Call]:
    """The last calls that this person took, the newest first."""
    mine = Leg.objects.filter(person=person, end=LegEnd.TALKED).values("call")
    return (Call.objects.filter(pk__in=mine) | Call.objects.filter(claimed_by=person)).order_by("-created_at")[:20]


def missed_without_number() -> QuerySet[Call]:
    """Calls of the last day that ended before anybody answered and that hide their number: nobody can call back."""
    return Call.objects.filter(
        state=CallState.ENDED, claimed_by=None, index="", call_backs=None, created_at__gte=clock.ago(days=1)
    ).order_by("-created_at")


def is_finished(call: Call) -> bool:
    """Whether the responder has closed the intake of this call: then hanging up is no accident."""
    return Intake.objects.filter(origin=call.pk).exclude(closed_at=None).exists()


def leads() -> list[Person]:
    """Whom an alarm of the hotline reaches, at most six."""
    return list(people_who_may(Power.LEAD_HOTLINE).order_by("created_at")[:LEADS])


@dataclass(frozen=True)
class Gap:
    """A stretch in which the line would ring nobody; ``rings_nobody_now`` when it has begun."""

    starts_at: datetime
    ends_at: datetime
    rings_nobody_now: bool


def line_gaps() -> list[Gap]:
    """When the line would ring nobody, now and within the next seven days, the nearest first.

    A gap is a stretch without a shift; and now, when people have a shift but nobody is clocked in and no back-up is there.
    """
    now = clock.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = today - timedelta(days=1)
    backup = gaps(Duty.BACKUP, start, today + AHEAD + timedelta(days=1))
    found = []
    for starts, ends in gaps(Duty.HOTLINE, start, today + AHEAD + timedelta(days=1)):
        for low, high in backup:
            both = max(starts, low), min(ends, high)
            if both[0] < both[1] and both[1] > now and both[0] < now + AHEAD:
                found.append(Gap(*both, both[0] <= now))
    if not any(gap.rings_nobody_now for gap in found) and rings_nobody(now):
        found.insert(0, Gap(now, now + timedelta(hours=1), True))
    return found


def rings_nobody(at: datetime) -> bool:
    """Whether a call at this moment would ring nobody at all."""
    return not on_duty_and_clocked_in(Duty.HOTLINE, at) and not on_duty(Duty.BACKUP, at)
