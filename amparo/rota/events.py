from dataclasses import dataclass

from amparo.people.models import Person


@dataclass(frozen=True)
class DutyChanged:
    """Somebody clocked in, out, or took a break."""

    person: Person
    duty: str
