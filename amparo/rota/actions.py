from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.people.models import Person
from amparo.rota.errors import NotEligible, NotOnTheRota, ShiftOver
from amparo.rota.events import DutyChanged
from amparo.rota.models import ClockIn, Override, Pattern
from amparo.rota.selectors import is_eligible, shifts

EARLY = timedelta(hours=1)
LONGEST_SHIFT = timedelta(hours=12)


@transaction.atomic
def clock_in(person: Person, *, duty: str, by: Actor) -> ClockIn:
    """Go on duty until the shift ends. Needs a shift that runs or begins within the hour; twice is once.

    Whoever lost the power or the certificate since signing up is refused: eligibility is checked at use.
    """
    now = clock.now()
    ClockIn.objects.filter(person=person, duty=duty, ended_at=None, until__lte=now).update(ended_at=now)
    mine = [shift for shift in shifts(now, now + EARLY, duty) if shift.person.pk == person.pk]
    if not mine:
        raise NotOnTheRota
    if not is_eligible(person, duty, now):
        raise NotEligible
    until = min(max(shift.ends_at for shift in mine), now + LONGEST_SHIFT)
    try:
        with transaction.atomic():
            row = ClockIn.objects.create(person=person, duty=duty, until=until)
    except IntegrityError:  # already on: a break ends
        row = ClockIn.objects.get(person=person, duty=duty, ended_at=None)
        ClockIn.objects.filter(pk=row.pk).update(paused_until=None, until=max(row.until, until))
    _tell(person, duty)
    record("duty.clocked_in", actor=by, subject=row, duty=duty)
    return row


@transaction.atomic
def clock_out(person: Person, *, duty: str, by: Actor) -> None:
    """Go off duty: nobody is rung off duty."""
    ClockIn.objects.filter(person=person, duty=duty, ended_at=None).update(ended_at=clock.now())
    _tell(person, duty)
    record("duty.clocked_out", actor=by, subject=person, duty=duty)


@transaction.atomic
def take_break(person: Person, *, duty: str, minutes: int, by: Actor) -> None:
    """Not be rung for some minutes; the duty goes on afterwards by itself."""
    ClockIn.objects.filter(person=person, duty=duty, ended_at=None).update(paused_until=clock.ahead(minutes=minutes))
    _tell(person, duty)
    record("duty.break_taken", actor=by, subject=person, duty=duty, minutes=minutes)


def _tell(person: Person, duty: str) -> None:
    announce(DutyChanged(person, duty))
    publish("call")


@transaction.atomic
def cancel_shift(pattern: Pattern, *, on: date, by: Actor) -> Override:
    """Cancel one day of a weekly shift. The gap stays visible until somebody fills it."""
    row, _new = Override.objects.get_or_create(pattern=pattern, cancelled_on=on)
    record("shift.cancelled", actor=by, subject=row)
    return row


@transaction.atomic
def add_shift(person: Person, *, duty: str, starts_at: datetime, ends_at: datetime, by: Actor) -> Override:
    """Put somebody on the rota once. They must be eligible when it begins; at most twelve hours, and not in the past."""
    if not starts_at < ends_at <= starts_at + LONGEST_SHIFT or ends_at <= clock.now():
        raise ShiftOver
    if not is_eligible(person, duty, starts_at):
        raise NotEligible
    row = Override.objects.create(person=person, duty=duty, starts_at=starts_at, ends_at=ends_at)
    record("shift.added", actor=by, subject=row, duty=duty)
    return row


@transaction.atomic
def restore_shift(override: Override, *, by: Actor) -> None:
    """A cancelled day takes place after all, or an added shift does not."""
    record("shift.restored" if override.pattern_id else "shift.removed", actor=by, subject=override)
    override.delete()
    publish("call")


@transaction.atomic
def add_pattern(
    person: Person, *, duty: str, weekday: int, starts_at: time, minutes: int, valid_from: date, zone: str, by: Actor
) -> Pattern:
    """Put somebody on the rota every week, on the clock on the wall of that zone."""
    if not 0 < minutes <= LONGEST_SHIFT.total_seconds() / 60:
        raise ShiftOver
    if not is_eligible(person, duty, clock.now()):
        raise NotEligible
    row = Pattern.objects.create(
        person=person,
        duty=duty,
        weekday=weekday,
        starts_at=starts_at,
        minutes=minutes,
        valid_from=valid_from,
        zone=zone,
    )
    record("pattern.added", actor=by, subject=row, duty=duty)
    return row


@transaction.atomic
def end_pattern(pattern: Pattern, *, last_day: date, by: Actor) -> None:
    """The weekly shift takes place for the last time on or before this day."""
    Pattern.objects.filter(pk=pattern.pk).update(valid_until=last_day)
    record("pattern.ended", actor=by, subject=pattern)
