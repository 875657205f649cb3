"""Who is on duty. Rules are kept in local time and become instants here: a shift belongs to the day it starts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from amparo.core.events import ask
from amparo.governance.access import mandates_in_force
from amparo.governance.enums import Power
from amparo.governance.events import CertificateAsked
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
    override: Override | None = None

    @property
    def whole_day(self) -> bool:
        """From midnight to midnight, on the network's clock."""
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return begins.time() == ends.time() == time(0) and (ends.date() - begins.date()).days == 1


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
            found.append(Shift(extra.person, extra.duty, extra.starts_at, extra.ends_at, override=extra))
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


NEEDED: dict[str, tuple[tuple[Power, ...], str]] = {
    Duty.HOTLINE: ((Power.ANSWER, Power.LEAD_HOTLINE), "hotline"),
    Duty.BACKUP: ((Power.ANSWER, Power.LEAD_HOTLINE), "hotline"),
    Duty.RESPONSE: ((Power.RESPOND, Power.LEAD_RESPONSE), ""),
    Duty.DISPATCH: ((Power.DISPATCH,), ""),
}


def holders_among(people: Iterable[UUID], course: str, on: date) -> set[UUID]:
    """Who of these people holds this certificate. Asked upwards, because training is a sibling; nobody answering means nobody."""
    return set(ask(CertificateAsked(frozenset(people), course, on)) or ())


def eligible_among(people: Iterable[UUID], duty: str, at: datetime) -> set[UUID]:
    """Who of these may do this duty at that moment: a power in force then, and a certificate that counts that day."""
    powers, course = NEEDED[duty]
    rows = mandates_in_force(at).filter(person__in=list(people), power__in=powers)
    may = set(rows.values_list("person", flat=True))
    return holders_among(may, course, timezone.localdate(at)) if course and may else may


def is_eligible(person: Person, duty: str, at: datetime) -> bool:
    """Whether this person may do this duty at that moment."""
    return person.pk in eligible_among([person.pk], duty, at)


def eligible_duties(person: Person, at: datetime) -> list[str]:
    """The duties that this person may do at that moment."""
    return [duty for duty in Duty.values if is_eligible(person, duty, at)]


def my_shifts(person: Person, start: datetime, days: int = 14) -> list[Shift]:
    """This person's own shifts in the days to come."""
    return [shift for shift in shifts(start, start + timedelta(days=days)) if shift.person.pk == person.pk]


def my_duties(person: Person) -> list[str]:
    """The duties this person has shifts of."""
    patterns = Pattern.objects.filter(person=person).values_list("duty", flat=True)
    added = Override.objects.filter(person=person).values_list("duty", flat=True)
    mine = {*patterns, *added}
    return [duty for duty in Duty.values if duty in mine]


@dataclass(frozen=True)
class DutyState:
    """How somebody stands to a duty: off, on until, or on a break until; and whether a shift of theirs lets them go on."""

    duty: Duty
    state: str
    until: datetime | None = None
    may_go_on: bool = False


def duty_states(person: Person, at: datetime) -> list[DutyState]:
    """Each duty that this person has shifts of or is on, and how they stand to it."""
    rows = {row.duty: row for row in ClockIn.objects.filter(person=person, ended_at=None, until__gt=at)}
    soon = {shift.duty for shift in shifts(at, at + timedelta(hours=1)) if shift.person.pk == person.pk}
    found = []
    for duty in (Duty(each) for each in Duty.values if each in {*rows, *soon, *my_duties(person)}):
        row = rows.get(duty)
        if row is None:
            found.append(DutyState(duty, "off_duty", may_go_on=duty in soon))
        elif row.paused_until and row.paused_until > at:
            found.append(DutyState(duty, "paused", row.paused_until))
        else:
            found.append(DutyState(duty, "on_duty", row.until))
    return found


def patterns_of(person: Person) -> list[Pattern]:
    """This person's weekly shifts, in the order of the week."""
    return list(Pattern.objects.filter(person=person).order_by("weekday", "starts_at"))
