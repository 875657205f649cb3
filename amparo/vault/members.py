"""Who reads what a circle closes: its members, as far as the directory knows their keys."""

from uuid import UUID

from django.db.models import QuerySet

from amparo.core import clock
from amparo.vault.directory import Directory, the_directory, who_counts
from amparo.vault.enums import Kind
from amparo.vault.models import Circle, Key, Membership, PersonKey, Proposal
from amparo.vault.selectors import is_proven
from amparo.vault.someone import Someone


def listed_keys(found: Directory | None = None) -> dict[UUID, PersonKey]:
    """Everybody's living keys that the signed directory names, by person. Keys that nobody vouched for are not there.

    Nor are those of a closed account: no key is made for whoever left. Whoever has read the directory hands it over.
    """
    listed = (found or the_directory()).people
    living = PersonKey.objects.filter(retired_at=None, person_id__in=listed, person__is_active=True).select_related(
        "person"
    )
    return {key.person_id: key for key in living if listed[key.person_id] == (key.recipient, key.signer)}


def members_of(circle: Circle) -> QuerySet[Membership]:
    """Who is in the circle now, in the order they came."""
    return (
        circle.memberships.filter(ended_at=None, person__isnull=False)
        .select_related("person", "admitted_by")
        .order_by("created_at")
    )


def members_who_open(circle: Circle) -> set[UUID]:
    """The members who count: signed for by others who count, with the keys they were admitted with. As every browser reads it.

    It begins with the founder, who admitted the first one alone. Whoever was added by writing the database is not among them.
    """
    found = the_directory()
    listed = listed_keys(found)
    rows = list(circle.memberships.order_by("created_at"))
    counts = who_counts(circle, rows, found)
    now = [each for each in rows if each.ended_at is None and each.whose in counts and each.whose in listed]
    return {each.whose for each in now if listed[each.whose].recipient == each.recipient}


def recovery_key() -> Key | None:
    """The key that every circle's key is wrapped to as well."""
    return Key.objects.filter(kind=Kind.RECOVERY, retired_at=None).first()


def could_be_admitted(circle: Circle, *, name: str, most: int = 20) -> list[PersonKey]:
    """People whose name has these letters, with keys that were proven, who are not in the circle; in the order of their names."""
    found = (
        PersonKey.objects.filter(retired_at=None, person__is_active=True, person__display_name__icontains=name)
        .exclude(person__circle_memberships__in=circle.memberships.filter(ended_at=None))
        .select_related("person")
        .order_by("person__display_name")
    )
    return [key for key in found[: most * 2] if is_proven(key)][:most]


def open_proposals(circle: Circle) -> QuerySet[Proposal]:
    """What waits for a second member."""
    return circle.proposals.filter(closed_at=None).select_related("person", "by").order_by("created_at")


def due_circles(person: Someone) -> list[str]:
    """Which of this person's circles want a new key by now."""
    living = Key.objects.filter(
        retired_at=None, circle__rotates_days__isnull=False,
        circle__memberships__person_id=person.pk, circle__memberships__ended_at=None,
    ).select_related("circle")  # fmt: skip
    return [key.circle.name for key in living if key.circle and _is_old(key)]


def overdue_circles(*, days: int = 3) -> list[Circle]:
    """Circles whose new key is late: no member's browser has made one."""
    living = Key.objects.filter(retired_at=None, circle__rotates_days__isnull=False).select_related("circle")
    return [key.circle for key in living if key.circle and _is_old(key, more=days)]


def _is_old(key: Key, *, more: int = 0) -> bool:
    assert key.circle is not None
    return key.created_at <= clock.ago(days=(key.circle.rotates_days or 0) + more)
