"""A report comes in and is verified. Nothing is alerted on one person's word; the reporter never verifies."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.people.models import Person
from amparo.response.enums import MOVES, Basis, ReportState
from amparo.response.errors import MoveNotAllowed, NotEnoughToConfirm, ReporterCannotVerify
from amparo.response.events import ReportConfirmed
from amparo.response.models import Ask, Report, ReportMove, Source


@transaction.atomic
def file_report(
    origin: UUID, *, by: Person, kind: str, town: str, area: str, lat: float, lon: float, precision_m: int, place: str,
    observed_at: datetime, language: str, sighting: dict[str, str], visit_allowed: bool | None,
) -> Report:  # fmt: skip
    """Hand a sighting to dispatch. The same call or text never makes two reports, however often it is pressed."""
    attached = Source.objects.filter(origin=origin).select_related("report").first()
    if attached:
        return attached.report
    report, is_new = Report.objects.get_or_create(
        origin=origin,
        defaults={
            "filed_by": by, "kind": kind, "town": town, "area": area, "lat": lat, "lon": lon, "precision_m": precision_m,
            "place": place or None, "observed_at": observed_at, "language": language, "sighting": sighting,
            "visit_allowed": visit_allowed,
        },
    )  # fmt: skip
    if is_new:
        Source.objects.create(report=report, origin=origin, attached_by=by)
        record("report.filed", actor=by, subject=report, kind=kind)
        publish("report", report.pk)
    return report


@transaction.atomic
def attach_source(report: Report, *, origin: UUID, by: Person) -> Source:
    """Another call or text says the same: it counts as a source of this report, once."""
    source, is_new = Source.objects.get_or_create(origin=origin, defaults={"report": report, "attached_by": by})
    if is_new:
        record("report.source_attached", actor=by, subject=report)
        publish("report", report.pk)
    return source


@transaction.atomic
def detach_source(source: Source, *, by: Person) -> None:
    """Undo an attachment; a report keeps its first source."""
    if source.origin != source.report.origin:
        record("report.source_detached", actor=by, subject=source.report)
        publish("report", source.report_id)
        source.delete()


@transaction.atomic
def move_report(report: Report, *, to: str, basis: str, by: Person) -> ReportMove:
    """Move a report to another state, with its basis. The first to move wins; a move that is not foreseen is refused.

    Confirmed needs somebody present who is not the reporter, or two independent sources; whoever filed it cannot confirm it.
    """
    before = report.state
    if to not in MOVES[before]:
        raise MoveNotAllowed
    if to == ReportState.CONFIRMED:
        _require_enough(report, basis, by)
    elif report.filed_by_id == by.pk and to != ReportState.PAST:
        raise ReporterCannotVerify
    if not Report.objects.filter(pk=report.pk, state=before).update(state=to):
        raise MoveNotAllowed
    report.state = to
    move = ReportMove.objects.create(report=report, before=before, after=to, basis=basis, by=by)
    record("report.moved", actor=by, subject=report, before=before, after=to, basis=basis)
    publish("report", report.pk)
    if to == ReportState.CONFIRMED:
        announce(ReportConfirmed(report, by))
    return move


def _require_enough(report: Report, basis: str, by: Person) -> None:
    if report.filed_by_id == by.pk:
        raise ReporterCannotVerify
    if basis == Basis.PRESENT:
        there = Ask.objects.filter(activation__report=report, state__in=("arrived", "help", "home_safe"))
        enough = there.exclude(person=report.filed_by).exists()
        enough = enough or report.sources.filter(present=True).exclude(person=report.filed_by).exists()
    else:
        enough = basis == Basis.TWO_SOURCES and report.sources.count() >= 2
    if not enough:
        raise NotEnoughToConfirm


@transaction.atomic
def note_presence(report: Report, *, origin: UUID, by: Person) -> Source:
    """A trained person says that they are there and see it; they are a source of their own."""
    if report.filed_by_id == by.pk:
        raise ReporterCannotVerify
    source, _new = Source.objects.get_or_create(
        origin=origin, defaults={"report": report, "person": by, "present": True, "attached_by": by}
    )
    record("report.seen", actor=by, subject=report)
    publish("report", report.pk)
    return source
