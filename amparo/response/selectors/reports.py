"""What a report rests on, and what this person may do with it."""

from django.db.models import Q

from amparo.messaging.replies.engine import Got
from amparo.people.models import Person
from amparo.response.enums import MOVES, ReportKind
from amparo.response.models import Answer, Report, Source


def is_reporter(report: Report, person: Person) -> bool:
    """Whether this person brought the report, or one that says the same, to us."""
    return report.filed_by_id == person.pk or report.others.filter(filed_by=person).exists()


def reporters(report: Report) -> set[object]:
    """Everybody who brought it to us or says they saw it: they are not asked to go and look."""
    mine = Q(pk=report.pk) | Q(same_as=report)
    filed = Report.objects.filter(mine).exclude(filed_by=None).values_list("filed_by", flat=True)
    saw = Source.objects.filter(Q(report=report) | Q(report__same_as=report)).exclude(person=None)
    return {*filed, *saw.values_list("person", flat=True)}


def callers(report: Report) -> set[str]:
    """The keyed hashes of the phones it was reported from."""
    rows = Source.objects.filter(Q(report=report) | Q(report__same_as=report)).exclude(caller="")
    return set(rows.values_list("caller", flat=True))


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
