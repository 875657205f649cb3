"""The roster is kept up from the rooms below: who is trained, where they live, what they speak."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.people.models import Person
from amparo.response.models import Roster
from amparo.training.models import Certificate

COURSE = "rapid-response"


@transaction.atomic
def refresh_roster(people: Iterable[UUID] | None, *, reason: str) -> int:
    """Write the roster rows of these people anew, or of everybody; returns how many rows there are now among them."""
    chosen = Person.objects.exclude(lat=None).exclude(lon=None).filter(is_active=True, is_adult=True)
    old = Roster.objects.all()
    certificates = Certificate.objects.filter(revoked_at=None)
    if people is not None:
        ids = list(people)
        chosen, old = chosen.filter(pk__in=ids), old.filter(pk__in=ids)
        certificates = certificates.filter(person__in=ids)
    skills: dict[UUID, dict[str, str]] = {}
    for person, course, until in certificates.values_list("person", "course__slug", "expires_on"):
        mine = skills.setdefault(person, {})
        mine[course] = max(mine.get(course, ""), until.isoformat())
    asked = dict(old.exclude(asked_at=None).values_list("person", "asked_at"))
    old.delete()
    rows = [
        Roster(person=person, lat=person.lat or 0.0, lon=person.lon or 0.0, languages=person.speaks, skills=skills[person.pk],
               trained_until=skills[person.pk][COURSE], asked_at=asked.get(person.pk))
        for person in chosen if COURSE in skills.get(person.pk, {})
    ]  # fmt: skip
    Roster.objects.bulk_create(rows, batch_size=2_000)
    record("roster.refreshed", actor=None, reason=reason, count=len(rows))
    return len(rows)
