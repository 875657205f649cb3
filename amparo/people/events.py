from dataclasses import dataclass

from amparo.people.models import Person


@dataclass(frozen=True)
class PersonChanged:
    """Something about a person changed that decides whether they can be asked."""

    person: Person
