from dataclasses import dataclass
from datetime import date

from amparo.people.models import Person


@dataclass(frozen=True)
class CertificateAsked:
    """A question that training answers: whether somebody's certificate of a course counts on a day."""

    person: Person
    course: str
    on: date
