"""Telling those who lead, lifting a budget, and letting lists out only by two."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.brakes.budgets import LIFTED_HOURS
from amparo.brakes.enums import AlarmKind, Takes
from amparo.brakes.errors import NotForYourself, NotReady
from amparo.brakes.models import Alarm, Canary, Export, Lift
from amparo.core import clock
from amparo.governance.access import people_who_may
from amparo.governance.enums import Power
from amparo.messaging.actions import queue_message
from amparo.messaging.enums import Lane
from amparo.people.models import Person
from amparo.people.selectors import texting_numbers

HEAR_OF_IT = (Power.RUN_HOUSE, Power.LEAD_CASES)
QUIET = timedelta(minutes=10)  # so long one person's budget is not told of again


@transaction.atomic
def raise_alarm(person: Person, *, kind: AlarmKind) -> Alarm:
    """Tell those who lead, by text and on the page of the brakes. Of one person's budget once in ten minutes."""
    again = Alarm.objects.filter(person=person, kind=kind, created_at__gt=clock.now() - QUIET)
    if kind == AlarmKind.BUDGET and (told := again.order_by("created_at").last()):
        return told
    alarm = Alarm.objects.create(person=person, kind=kind)
    record("brakes.alarm", actor=None, subject=alarm, kind=kind, person=str(person.pk))
    ears = {each.pk: each for power in HEAR_OF_IT for each in people_who_may(power) if each.pk != person.pk}
    for pk, (number, _index) in texting_numbers(ears).items():
        queue_message(
            "brakes.alarm", to=number, language=ears[pk].language, lane=Lane.ACTIVATION,
            expires_at=clock.ahead(hours=2), about=alarm.pk, by=None,
        )  # fmt: skip
    return alarm


@transaction.atomic
def take_alarm(alarm: Alarm, *, by: Person) -> bool:
    """Say that one looks into it. The first wins; nobody takes the alarm about themselves."""
    if alarm.person_id == by.pk:
        raise NotForYourself
    taken = Alarm.objects.filter(pk=alarm.pk, taken_at=None).update(taken_at=clock.now(), taken_by=by)
    record("brakes.alarm_taken", actor=by, subject=alarm, first=bool(taken))
    return bool(taken)


@transaction.atomic
def lift_budget(person: Person, *, reason: str, by: Person) -> Lift:
    """Let somebody open more than usual for some hours, with a reason. Nobody does that for themselves."""
    if person.pk == by.pk:
        raise NotForYourself
    lift = Lift.objects.create(person=person, by=by, reason=reason, until=clock.ahead(hours=LIFTED_HOURS))
    record("brakes.lifted", actor=by, subject=lift, person=str(person.pk), hours=LIFTED_HOURS)
    return lift


@transaction.atomic
def watch(subject: UUID, *, by: Person | None) -> Canary:
    """From now on opening this thing is told at once."""
    canary, _is_new = Canary.objects.get_or_create(subject=subject, defaults={"by": by})
    record("brakes.canary_set", actor=by, subject=canary)
    return canary


@transaction.atomic
def ask_export(takes: Takes, *, reason: str, by: Person) -> Export:
    """Ask to take a list out; somebody else must agree within a day."""
    export = Export.objects.create(takes=takes, reason=reason, asked_by=by)
    record("export.asked", actor=by, subject=export, takes=takes)
    return export


@transaction.atomic
def agree_to_export(export: Export, *, by: Person) -> None:
    """A second person agrees. Refused to whoever asked, and when it is over."""
    if export.asked_by_id == by.pk:
        raise NotForYourself
    rows = Export.objects.filter(pk=export.pk, agreed_by=None, taken_at=None, created_at__gt=clock.ago(days=1))
    if not rows.update(agreed_by=by, agreed_at=clock.now()):
        raise NotReady
    record("export.agreed", actor=by, subject=export, takes=export.takes)


@transaction.atomic
def take_export(export: Export, *, by: Person) -> Export:
    """Take the file, once, within a day, and only whoever asked for it."""
    rows = Export.objects.filter(
        pk=export.pk, asked_by=by, taken_at=None, agreed_by__isnull=False, created_at__gt=clock.ago(days=1)
    )
    if not rows.update(taken_at=clock.now()):
        raise NotReady
    record("export.taken", actor=by, subject=export, takes=export.takes, agreed_by=str(export.agreed_by_id))
    export.refresh_from_db()
    return export
