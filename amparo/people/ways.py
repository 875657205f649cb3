"""The ways to ask a person: by text, by call, or both, in the order they chose, as far as their numbers and their word allow.

A STOP ends texts, and calls too, until its sender chooses calls anew on their own page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db.models import F

from amparo.messaging.selectors import opted_out_at
from amparo.people.enums import AskedBy, ContactKind, ContactStatus, Purpose
from amparo.people.models import Consent, ContactOwner, ContactPoint

NO_TEXTS = (ContactStatus.BAD, ContactStatus.LANDLINE)
OWN_PAGE = "own page"


class Way(Enum):
    """One way to reach a person."""

    TEXT = "text"
    CALL = "call"


ORDERS: dict[str, tuple[Way, ...]] = {
    AskedBy.TEXT: (Way.TEXT,), AskedBy.CALL: (Way.CALL,), AskedBy.TEXT_CALL: (Way.TEXT, Way.CALL),
    AskedBy.CALL_TEXT: (Way.CALL, Way.TEXT), AskedBy.BOTH: (Way.TEXT, Way.CALL),
}  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """How one person can be reached now. ``trouble`` is the state a page shows when there is no way to ask them.

    ``text`` and ``call`` are the numbers that take one, whichever the person wants first. "By call only" means no texts at all.
    """

    asked_by: str = AskedBy.TEXT
    text: ContactPoint | None = None
    call: ContactPoint | None = None
    trouble: str = ""

    @property
    def usable(self) -> tuple[Way, ...]:
        """What the person chose and what works, in their order."""
        works = {Way.TEXT: self.text, Way.CALL: self.call}
        return tuple(way for way in ORDERS[self.asked_by] if works[way])

    @property
    def at_once(self) -> tuple[Way, ...]:
        """The ways that are used together: both when they chose both, else the first that works."""
        return self.usable if self.asked_by == AskedBy.BOTH else self.usable[:1]

    @property
    def numbers(self) -> set[str]:
        """Keyed hashes of the numbers that reach this person in any way."""
        return {point.index for point in (self.text, self.call) if point}

    @property
    def phones(self) -> set[str]:
        """Keyed hashes of the numbers that would be used."""
        return {point.index for way in self.at_once if (point := self.text if way == Way.TEXT else self.call)}


def ways_of(person_ids: Iterable[UUID]) -> dict[UUID, Ways]:
    """The ways to reach each of these people, in three queries."""
    ids = list(person_ids)
    owners = ContactOwner.objects.filter(person_id__in=ids, contact_point__kind=ContactKind.PHONE)
    owners = owners.exclude(confirmed_at=None)
    chosen: dict[UUID, str] = {}
    points: dict[UUID, list[ContactPoint]] = {}
    rows = owners.select_related("contact_point").annotate(asked_by=F("person__asked_by")).order_by("order", "pk")
    for owner in rows:
        chosen[owner.person_id] = owner.asked_by
        points.setdefault(owner.person_id, []).append(owner.contact_point)
    stops = opted_out_at(point.index for mine in points.values() for point in mine)
    calls = {
        person: (source, at)
        for person, source, at in Consent.objects.filter(
            person_id__in=ids, purpose=Purpose.ACTIVATION_CALL, withdrawn_at=None
        ).values_list("person_id", "source", "created_at")
    }
    found = {pk: _ways(chosen[pk], mine, stops, calls.get(pk)) for pk, mine in points.items()}
    return {pk: found.get(pk, Ways(trouble="no_number")) for pk in ids}


def _ways(
    asked_by: str, points: list[ContactPoint], stops: dict[str, datetime], yes: tuple[str, datetime] | None
) -> Ways:
    texting = next((point for point in points if point.status not in NO_TEXTS), None)
    ringing = next((point for point in points if point.status != ContactStatus.BAD), None)
    stop = max((stops[point.index] for point in points if point.index in stops), default=None)
    rings = yes is not None and (stop is None or (yes[0] == OWN_PAGE and yes[1] > stop))
    takes_texts = texting is not None and texting.index not in stops and asked_by != AskedBy.CALL
    text = texting if takes_texts else None
    ways = Ways(asked_by, text, ringing if rings else None)
    return ways if ways.usable else Ways(asked_by, ways.text, ways.call, _trouble(points, texting, stops))


def _trouble(points: list[ContactPoint], texting: ContactPoint | None, stops: dict[str, datetime]) -> str:
    if any(point.index in stops for point in points):
        return "opted_out"
    if texting is not None:
        return "no_consent"
    return "landline" if any(point.status == ContactStatus.LANDLINE for point in points) else "bad_number"
