"""The doors of cases. Whoever is not on the team finds nothing: unknown and forbidden look the same, 404."""

from uuid import UUID

from django.http import Http404

from amparo.cases.events import CaseOriginAsked, Contact
from amparo.cases.models import Case, SealedFile, Seat
from amparo.cases.selectors import in_casework, parts_of
from amparo.core.events import ask
from amparo.people.models import Person
from amparo.vault.enums import Part


def case_for(person: Person, id: UUID) -> Case:
    """The one way from an address to a case."""
    found = Case.objects.visible_to(person).select_related("closure", "story", "needs").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def part_for(person: Person, id: UUID, part: Part) -> Case:
    """A case of which this person has this part."""
    case = case_for(person, id)
    if part not in parts_of(person, case):
        raise Http404
    return case


def contact_for(person: Person, origin: UUID | None) -> Contact:
    """The contact that this person may open a case from; without one, for the casework circle."""
    found: Contact | None = ask(CaseOriginAsked(person, origin)) if origin else None
    if origin is None and in_casework(person):
        found = Contact("es")
    if found is None:
        raise Http404
    return found


def seat_for(person: Person, id: UUID, seat: UUID) -> Seat:
    """A seat on the team of a case that this person has the identity part of."""
    found = Seat.objects.filter(pk=seat, case=part_for(person, id, Part.IDENTITY), ended_at=None).first()
    if found is None:
        raise Http404
    return found


def file_for(person: Person, id: UUID, file: UUID) -> SealedFile:
    """A photo or document of a case that this person has the evidence part of."""
    case = part_for(person, id, Part.EVIDENCE)
    found = SealedFile.objects.select_related("case").filter(pk=file, case=case).first()
    if found is None:
        raise Http404
    return found
