"""Reads: how people can be reached, who has a number, who agreed to what."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.people.enums import ContactKind, ContactStatus, Purpose
from amparo.people.models import Consent, ContactOwner, ContactPoint, Person

NO_TEXTS = (ContactStatus.BAD, ContactStatus.LANDLINE)


def _texting_owners(person_ids: Iterable[UUID]) -> QuerySet[ContactOwner]:
    owners = ContactOwner.objects.filter(person_id__in=list(person_ids), contact_point__kind=ContactKind.PHONE)
    return owners.exclude(contact_point__status__in=NO_TEXTS).select_related("contact_point").order_by("-order", "-pk")


def texting_numbers(person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """For each person who can be texted: the number in E.164 and its keyed hash. One query."""
    points = {owner.person_id: owner.contact_point for owner in _texting_owners(person_ids)}
    return {person: (point.value.reveal(), point.index) for person, point in points.items()}


def texting_indexes(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For each person who can be texted: the keyed hash of the number. Nothing is opened."""
    rows = _texting_owners(person_ids).values_list("person_id", "contact_point__index")
    return dict(rows)


def calling_number(person: Person) -> str | None:
    """The number that rings this person's phone, a landline too."""
    owners = ContactOwner.objects.filter(person=person, contact_point__kind=ContactKind.PHONE)
    owner = (
        owners.exclude(contact_point__status=ContactStatus.BAD)
        .select_related("contact_point")
        .order_by("order")
        .first()
    )
    return owner.contact_point.value.reveal() if owner else None


def people_by_index(index: str) -> list[Person]:
    """Everybody who uses this number; a shared phone has several."""
    if not index:
        return []
    return list(
        Person.objects.filter(contact_points__kind=ContactKind.PHONE, contact_points__index=index, is_active=True)
    )


def consenting(person_ids: Iterable[UUID], *purposes: Purpose) -> set[UUID]:
    """Who agreed to be texted for all of these purposes."""
    wanted = len(set(purposes))
    found: dict[UUID, set[str]] = {}
    rows = Consent.objects.filter(person_id__in=list(person_ids), purpose__in=purposes, withdrawn_at=None)
    for person, purpose in rows.values_list("person_id", "purpose"):
        found.setdefault(person, set()).add(purpose)
    return {person for person, given in found.items() if len(given) == wanted}


def find_people(words: str) -> QuerySet[Person]:
    """Active people whose name or town holds each word, by name."""
    people = Person.objects.filter(is_active=True)
    for word in words.split()[:4]:
        people = people.filter(Q(display_name__icontains=word) | Q(town__istartswith=word) | Q(username__iexact=word))
    return people.order_by("display_name", "username")


def contact_points_of(person: Person) -> QuerySet[ContactPoint]:
    """A person's addresses, closed."""
    return ContactPoint.objects.filter(owners=person).order_by("created_at")
