"""Governance answers the rooms below: which powers somebody has."""

from amparo.core.doors import PowersAsked
from amparo.core.events import answers
from amparo.governance.access import mandates_in_force
from amparo.people.models import Person


@answers(PowersAsked, rank=10)
def say_powers(question: PowersAsked) -> frozenset[str] | None:
    """Every power of a mandate in force, in one query."""
    if not isinstance(question.account, Person):
        return None
    return frozenset(mandates_in_force().filter(person=question.account).values_list("power", flat=True))
