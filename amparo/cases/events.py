from dataclasses import dataclass
from uuid import UUID

from amparo.people.models import Person


@dataclass(frozen=True)
class CaseOriginAsked:
    """A question upwards: may this person open a case from this contact? Answered with the caller's language, or None."""

    person: Person
    origin: UUID
