"""Who could still open each key if one person were gone: two people at least, and the recovery sheets as well."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from amparo.vault.enums import Kind, Opens, Shreds
from amparo.vault.epochs import key_file
from amparo.vault.models import Key, Membership, PersonKey, Unlocker, Wrap

ENOUGH = 2


@dataclass
class Thin:
    """Living keys that hang on too few: circles by name with how many people open them, cases by how many there are."""

    circles: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    circles_unrecovered: list[str] = field(default_factory=list)
    cases_unrecovered: int = 0

    def __bool__(self) -> bool:
        return bool(self.circles or self.cases or self.circles_unrecovered or self.cases_unrecovered)


@dataclass
class _Ways:
    """How each key is reached: by which people, and from which keys."""

    people: dict[UUID, set[UUID]]
    keys: dict[UUID, set[UUID]]
    recovery: set[UUID]

    def readers(self, key: UUID) -> set[UUID]:
        return {person for each in self.above(key) for person in self.people[each]}

    def recovers(self, key: UUID) -> bool:
        return bool(self.above(key) & self.recovery)

    def above(self, key: UUID) -> set[UUID]:
        """The key itself and every key that leads to it."""
        found, new = {key}, {key}
        while new:
            new = {up for each in new for up in self.keys[each]} - found
            found |= new
        return found


def thin_keys() -> Thin:
    """Every living key that fewer than two enrolled and active people open, or that no recovery sheet opens."""
    living = Key.objects.filter(retired_at=None, kind__in=[Kind.CIRCLE, Kind.CASE]).select_related("circle")
    ways, found = _ways(), Thin()
    for key in living.iterator(chunk_size=2_000):
        few = len(ways.readers(key.pk))
        if key.circle is None:
            found.cases += few < ENOUGH
            found.cases_unrecovered += not ways.recovers(key.pk)
            continue
        if few < ENOUGH:
            found.circles[key.circle.name] = few
        if not ways.recovers(key.pk):
            found.circles_unrecovered.append(key.circle.name)
    return found


def _ways() -> _Ways:
    people: dict[UUID, set[UUID]] = defaultdict(set)
    keys: dict[UUID, set[UUID]] = defaultdict(set)
    enrolled, members = _enrolled(), _members()
    circle_of = dict(Key.objects.filter(kind=Kind.CIRCLE).values_list("id", "circle_id"))
    wraps = Wrap.objects.values_list("key_id", "to_person_id", "to_key_id", "shreds", "week")
    whole = _whole(wraps.values_list("shreds", "week").distinct())
    for key, to_person, to_key, shreds, week in wraps.iterator(chunk_size=5_000):
        if (shreds, week) not in whole:
            continue
        if to_key is not None:
            keys[key].add(to_key)
        elif to_person in enrolled and (key not in circle_of or (circle_of[key], enrolled[to_person]) in members):
            people[key].add(enrolled[to_person])
    recovery = set(Key.objects.filter(kind=Kind.RECOVERY, retired_at=None).values_list("id", flat=True))
    return _Ways(people, keys, recovery)


def _enrolled() -> dict[UUID, UUID]:
    """The living keys of active people who have proven two ways in, one of them words; and whose they are."""
    proven = Q(unlockers__proven_at__isnull=False)
    words = Unlocker.objects.filter(key=OuterRef("pk"), opens=Opens.PHRASE).exclude(proven_at=None)
    living = PersonKey.objects.filter(Exists(words), retired_at=None, person__is_active=True)
    return dict(
        living.annotate(ways=Count("unlockers", filter=proven)).filter(ways__gte=2).values_list("id", "person_id")
    )


def _members() -> set[tuple[UUID, UUID]]:
    return set(Membership.objects.filter(ended_at=None).values_list("circle_id", "person_id"))


def _whole(epochs: Iterable[tuple[str, date]]) -> set[tuple[str, date]]:
    """The epochs whose keys are still there: what lies under another opens for nobody."""
    return {(shreds, week) for shreds, week in epochs if key_file(Shreds(shreds), week).exists()}


def mend_of(thin: Thin) -> str:
    """What to do about it, in a sentence for whoever runs the house."""
    said = []
    if thin.circles:
        named = ", ".join(f"{name} ({few})" for name, few in sorted(thin.circles.items()))
        said.append(f"fewer than two people open {named}: admit another to each")
    if thin.cases:
        said.append(f"fewer than two people open {thin.cases} case keys: give those cases a second person")
    if thin.circles_unrecovered or thin.cases_unrecovered:
        named = ", ".join([*sorted(thin.circles_unrecovered), f"{thin.cases_unrecovered} case keys"])
        said.append(f"the recovery sheets do not open {named}: let a member renew the circle's key")
    return "; ".join(said)
