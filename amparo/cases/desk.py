"""What cases answer to the rooms below."""

from uuid import UUID

from amparo.cases.models import Case
from amparo.cases.selectors import parts_of, renewals_for
from amparo.core.events import answers
from amparo.core.sabotage import sabotaged
from amparo.people.models import Person
from amparo.vault.events import PartsAsked


@answers(PartsAsked, rank=10)
def parts_for(question: PartsAsked) -> frozenset[tuple[UUID | None, str]]:
    """The parts that the team of each case, or the casework circle for one that waits, may open now."""
    if sabotaged("T9"):
        return question.parts
    person = Person.objects.filter(pk=question.person, is_active=True).first()
    if person is None:
        return frozenset()
    renewed = (
        renewals_for(person)
        .filter(case__in=[case for case, _part in question.parts if case])
        .values_list("case", flat=True)
    )
    cases = Case.objects.visible_to(person).in_bulk([case for case, _part in question.parts if case])
    theirs = {case.pk: parts_of(person, case) for case in cases.values()}
    everything = set(renewed)
    return frozenset(
        (case, part)
        for case, part in question.parts
        if case in everything or (case is not None and part in theirs.get(case, ()))
    )
