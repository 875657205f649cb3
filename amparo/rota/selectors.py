"""Who is on duty. Rules are kept in local time and become instants here: a shift belongs to the day it starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from amparo.people.models import Person
from amparo.rota.enums import Duty
from amparo.rota.models import ClockIn, Override, Pattern

LONGEST = timedelta(days=2)


@dataclass(frozen=True)
class Shift:
    """One shift of one person, as instants in UTC. ``pattern`` and ``day`` name it for a cancellation."""

    person: Person
    duty: str
    starts_at: datetime
    ends_at: datetime
    pattern: Pattern | None = None
    day: date | None = None


def shifts(start: datetime, end: datetime, duty: str | None = None) -> list[Shift]:
    """All shifts that touch this stretch of time, in order; cancelled ones are gaps, added ones are there."""
    first, last = (start - LONGEST).date(), (end + timedelta(days=1)).date()
    patterns = Pattern.objects.filter(Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last)
    added = Override.objects.filter(pattern=None, starts_at__lt=end, ends_at__gt=start)
    if duty is not None:
        patterns, added = patterns.filter(duty=duty), added.filter(duty=duty)
    days = {(first + timedelta(days=n)).weekday() for n in range((last - first).days + 1)}
    patterns = patterns.filter(weekday__in=days, person__is_active=True).select_related("person")
    cancelled = set(
        Override.objects.filter(cancelled_on__range=(first, last)).values_list("pattern_id", "cancelled_on")
    )
    found = [
        shift for pattern in patterns for shift in _expanded(pattern, first, last)
        if (pattern.pk, shift.day) not in cancelled and shift.starts_at < end and shift.ends_at > start
    ]  # fmt: skip
    for extra in added.select_related("person"):
        if extra.person and extra.starts_at and extra.ends_at:
            found.append(Shift(extra.person, extra.duty, extra.starts_at, extra.ends_at))
    return sorted(found, key=lambda shift: (shift.starts_at, shift.person.display_name))


def _expanded(pattern: Pattern, first: date, last: date) -> Iterator[Shift]:
    zone = ZoneInfo(pattern.zone)
    day = first + timedelta(days=(pattern.weekday - first.weekday()) % 7)
    while day <= last:
        if day >= pattern.valid_from and (pattern.valid_until is None or day <= pattern.valid_until):
            wall = datetime.combine(day, pattern.starts_at)
            begins = wall.replace(tzinfo=zone).astimezone(UTC)
            ends = (wall + timedelta(minutes=pattern.minutes)).replace(tzinfo=zone).astimezone(UTC)
            yield Shift(pattern.person, pattern.duty, begins, ends, pattern, day)
        day += timedelta(days=7)


def on_duty(duty: str, at: datetime) -> list[Person]:
    """Who has a shift of this duty at this moment."""
    return list({shift.person.pk: shift.person for shift in shifts(at, at + timedelta(seconds=1), duty)}.values())


def clocked_in(duty: str, at: datetime) -> list[Person]:
    """Who said "I am on" and is not on a break."""
    rows = ClockIn.objects.filter(
        Q(paused_until=None) | Q(paused_until__lte=at), duty=duty, ended_at=None, until__gt=at
    )
    return [row.person for row in rows.filter(person__is_active=True).select_related("person").order_by("created_at")]


def on_duty_and_clocked_in(duty: str, at: datetime) -> list[Person]:
    """Who may be rung: on the rota and clocked in."""
    on_rota = {person.pk for person in on_duty(duty, at)}
    return [person for person in clocked_in(duty, at) if person.pk in on_rota]


def my_clock_in(person: Person, duty: str, at: datetime) -> ClockIn | None:
    """This person's clock-in that holds now, breaks included."""
    return ClockIn.objects.filter(person=person, duty=duty, ended_at=None, until__gt=at).first()


def gaps(duty: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Stretches in which nobody is on this duty."""
    found, covered = [], start
    for shift in shifts(start, end, duty):
        if shift.starts_at > covered:
            found.append((covered, shift.starts_at))
        covered = max(covered, shift.ends_at)
    return [*found, (covered, end)] if covered < end else found


def my_duties(person: Person) -> list[str]:
    """The duties this person has shifts of."""
    patterns = Pattern.objects.filter(person=person).values_list("duty", flat=True)
    added = Override.objects.filter(person=person).values_list("duty", flat=True)
    mine = {*patterns, *added}
    return [duty for duty in Duty.values if duty in mine]
