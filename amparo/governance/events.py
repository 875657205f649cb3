from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class CertificateAsked:
    """A question that training answers: which of these people hold a certificate of a course that counts on a day."""

    people: frozenset[UUID]
    course: str
    on: date
