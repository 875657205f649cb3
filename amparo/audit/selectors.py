"""Reads for whoever may read the audit. It names people by asking upwards; it never holds a name itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.audit.events import LOOKS
from amparo.audit.models import Entry, Link
from amparo.core.events import ask


@dataclass(frozen=True)
class NamesAsked:
    """A question upwards: what these ids of people are called. The answer is a dict from id to name."""

    ids: frozenset[UUID]


def entries(*, verb: str = "", actor: UUID | None = None, looks_only: bool = False) -> QuerySet[Entry]:
    """Entries of the audit, the newest first: of one kind, of one person, or only the looks."""
    found = Entry.objects.select_related("link").order_by("-created_at", "-id")
    if verb:
        found = found.filter(verb__startswith=verb)
    if actor:
        found = found.filter(actor=actor)
    if looks_only:
        wanted = Q()
        for word in LOOKS:
            wanted |= Q(verb__endswith=f".{word}")
        found = found.filter(wanted)
    return found


def names_of(actors: Iterable[UUID | None]) -> dict[UUID, str]:
    """What the actors are called, where somebody knows."""
    names: dict[UUID, str] | None = ask(NamesAsked(frozenset(each for each in actors if each)))
    return names or {}


def last_link() -> Link | None:
    """The head of the chain."""
    return Link.objects.order_by("-number").first()
