from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.brakes.models import Alarm, Canary, Export, Lift, Reading
from amparo.core import clock
from amparo.people.models import Person


def opened_since(person: UUID, reads: str, *, hours: int) -> int:
    """How many different things of this kind somebody opened lately."""
    rows = Reading.objects.filter(person_id=person, reads=reads, hour__gt=clock.ago(hours=hours))
    return rows.values("subject").distinct().count()


def is_lifted(person: UUID) -> bool:
    return Lift.objects.filter(person_id=person, until__gt=clock.now()).exists()


def canaries_among(subjects: Iterable[UUID]) -> bool:
    return Canary.objects.filter(subject__in=list(subjects)).exists()


def open_alarms(reader: Person) -> QuerySet[Alarm]:
    """Alarms that nobody has taken, the oldest first; nobody is shown the one about themselves."""
    rows = Alarm.objects.filter(taken_at=None).exclude(person=reader)
    return rows.select_related("person").order_by("created_at")


def lifts() -> QuerySet[Lift]:
    """Budgets that are lifted now."""
    return Lift.objects.filter(until__gt=clock.now()).select_related("person", "by").order_by("until")


def exports_for(person: Person) -> QuerySet[Export]:
    """What this person asked for lately, and what others ask them to agree to."""
    fresh = Export.objects.filter(created_at__gt=clock.ago(days=1), taken_at=None)
    mine = Q(asked_by=person) | Q(agreed_by=None)
    return fresh.filter(mine).select_related("asked_by", "agreed_by").order_by("-created_at")
