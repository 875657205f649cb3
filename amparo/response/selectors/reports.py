"""What a report rests on, and what this person may do with it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from amparo.people.models import Person
from amparo.replies.engine import Got
from amparo.response.enums import MOVES, ReportKind
from amparo.response.models import Answer, Report, Source


def is_reporter(report: Report, person: Person) -> bool:
    """Whether this person brought the report, or one that says the same, to us."""
    return report.filed_by_id == person.pk or report.others.filter(filed_by=person).exists()


@dataclass(frozen=True)
class Tellers:
    """Who brought a report to us or says they saw it, and the keyed hashes of the phones it was told from."""

    people: frozenset[UUID] = frozenset()
    phones: frozenset[str] = frozenset()


def tellers_of(report: Report) -> Tellers:
    """Everybody who told of it, or of one that says the same: they are not asked to go and look. One query."""
    mine = Report.objects.filter(Q(pk=report.pk) | Q(same_as=report))
    rows = list(mine.values_list("filed_by", "sources__person", "sources__caller"))
    people = {person for filed, saw, _phone in rows for person in (filed, saw) if person}
    return Tellers(frozenset(people), frozenset(phone for _filed, _saw, phone in rows if phone))


def somebody_saw_it(report: Report) -> bool:
    """Whether somebody of ours is there who did not report it: they texted that they arrived, or said that they see it."""
    said = Answer.objects.filter(ask__activation__report=report, got=Got.ARRIVED)
    there = Source.objects.filter(Q(report=report) | Q(report__same_as=report), present=True)
    filers = Report.objects.filter(Q(pk=report.pk) | Q(same_as=report)).exclude(filed_by=None).values("filed_by")
    return said.exclude(ask__person__in=filers).exists() or there.exclude(person__in=filers).exists()


def possible_moves(report: Report) -> tuple[str, ...]:
    """The states this report may move to."""
    return MOVES[report.state]


def needs_consent(report: Report) -> bool:
    """Whether the caller must still agree before people come: it is at somebody's door."""
    return report.kind == ReportKind.DOOR and report.visit_allowed is not True
