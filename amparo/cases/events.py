from dataclasses import dataclass
from uuid import UUID

from django.db import models

from amparo.people.models import Person


@dataclass(frozen=True)
class Contact:
    """What a case is opened from: the language, and the row whose sealed column ``story`` holds what was told, if any was."""

    language: str
    told: models.Model | None = None


@dataclass(frozen=True)
class CaseOriginAsked:
    """A question upwards: may this person open a case from this contact? Answered with a ``Contact``, or None."""

    person: Person
    origin: UUID
