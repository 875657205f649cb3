"""Reads about bodies and what they let people do."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from amparo.governance.models import Body, Mandate
from amparo.people.models import Person


def bodies_with_counts(at: datetime) -> QuerySet[Body]:
    """Every body and how many people it has let do something now."""
    in_force = Q(mandates__starts_at__lte=at) & (Q(mandates__ends_at=None) | Q(mandates__ends_at__gt=at))
    return Body.objects.annotate(people=Count("mandates__person", filter=in_force, distinct=True)).order_by("name")


def mandates_of_body(body: Body) -> QuerySet[Mandate]:
    """A body's mandates: those in force first, then the newest."""
    return (
        Mandate.objects.filter(body=body).select_related("person").order_by("-ends_at", "power", "person__display_name")
    )


def mandates_of(person: Person) -> QuerySet[Mandate]:
    """What this person may do or might do once, the newest first."""
    return Mandate.objects.filter(person=person).select_related("body").order_by("-starts_at")
