"""What somebody opens is counted, in the transaction of the look itself, which is in the audit already."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from amparo.brakes.actions import raise_alarm
from amparo.brakes.budgets import BUDGETS
from amparo.brakes.enums import AlarmKind
from amparo.brakes.models import Reading
from amparo.brakes.selectors import canaries_among, is_lifted, opened_since
from amparo.core import clock
from amparo.core.sabotage import sabotaged
from amparo.people.models import Person
from amparo.vault.errors import ReadingStopped


@transaction.atomic
def count_reading(person: Person, *, reads: str, subjects: Collection[UUID]) -> None:
    """Note that somebody opens these. One too many and ReadingStopped: nothing of it is opened then, and nothing is noted."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    Person.objects.select_for_update().get(pk=person.pk)
    Reading.objects.bulk_create(
        [Reading(person=person, reads=reads, subject=each, hour=hour) for each in sorted(set(subjects))],
        ignore_conflicts=True,
    )
    an_hour, a_day = BUDGETS[reads]
    over = opened_since(person.pk, reads, hours=1) > an_hour or opened_since(person.pk, reads, hours=24) > a_day
    if over and not is_lifted(person.pk) and not sabotaged("T15"):
        raise ReadingStopped


@transaction.atomic
def watch_for_canaries(person: Person, *, subjects: Collection[UUID]) -> bool:
    """Whether one of these is a thing that nobody has a reason to open; then those who lead hear of it, and nobody else."""
    found = canaries_among(subjects) and not sabotaged("T15")
    if found:
        raise_alarm(person, kind=AlarmKind.CANARY)
    return found
