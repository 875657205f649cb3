"""A report comes in and is verified. Nothing is alerted on one person's word; the reporter never verifies."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from amparo.audit.actions import record
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.geo.cells import cell_of, centre_of
from amparo.people.models import Person
from amparo.response.enums import CELL_M, MOVES, Basis, ReportState
from amparo.response.errors import CannotJoin, MoveNotAllowed, NotEnoughToConfirm, ReporterCannotVerify
from amparo.response.events import ReportConfirmed
from amparo.response.models import Report, ReportMove, Source
from amparo.response.selectors.boards import counting_sources
from amparo.response.selectors.reports import is_reporter, somebody_saw_it


@transaction.atomic
def file_report(
    origin: UUID, *, by: Person | None, kind: str, town: str, area: str, lat: float, lon: float, precision_m: int, place: str,
    observed_at: datetime, language: str, sighting: dict[str, str], visit_allowed: bool | None, caller: str = "", low: bool = False,
) -> Report:  # fmt: skip
    """Hand a sighting to dispatch. The same call or text never makes two reports, however often it is pressed.

    ``caller`` is the keyed hash of the number, so that two calls from one phone count as one source; nobody files what came
    through the web. ``low`` says that it came in a flood.
    """
    attached = Source.objects.filter(origin=origin).select_related("report").first()
    if attached:
        return attached.report
    report, is_new = Report.objects.get_or_create(
        origin=origin,
        defaults={
            "filed_by": by, "kind": kind, "town": town, "area": area, "lat": lat, "lon": lon, "precision_m": precision_m,
            "place": place or None, "observed_at": observed_at, "language": language, "sighting": sighting,
            "visit_allowed": visit_allowed, "low": low,
        },
    )  # fmt: skip
    if is_new:
        Source.objects.create(report=report, origin=origin, attached_by=by, caller=caller)
        record("report.filed", actor=by, subject=report, kind=kind)
        publish("report", report.pk)
    return report


@transaction.atomic
def withdraw_report(origin: UUID, *, by: Person | None = None) -> None:
    """Whoever told us takes it back: of the place only the neighbourhood stays, of what was seen nothing.

    A new report that nobody else told of is past. Where people are out, they keep the place until they are home.
    """
    report = Report.objects.select_for_update(of=("self",)).filter(origin=origin).first()
    if report is None or report.activations.open().exists():
        return
    report.lat, report.lon = centre_of(cell_of(report.lat, report.lon))
    report.precision_m, report.area, report.place, report.sighting = CELL_M, "", None, {}
    alone = not report.others.exists() and report.sources.count() <= 1
    if report.state == ReportState.NEW and alone:
        ReportMove.objects.create(
            report=report, before=report.state, after=ReportState.PAST, basis=Basis.TAKEN_BACK, by=by
        )
        report.state = ReportState.PAST
    report.save()
    record("report.withdrawn", actor=by, subject=report)
    publish("report", report.pk)


@transaction.atomic
def attach_source(report: Report, *, origin: UUID, by: Person, caller: str = "") -> Source:
    """Another call or text says the same: it counts as a source of this report, once."""
    source, is_new = Source.objects.get_or_create(
        origin=origin, defaults={"report": report, "attached_by": by, "caller": caller}
    )
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
    elif is_reporter(report, by) and to != ReportState.PAST:
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
    if is_reporter(report, by):
        raise ReporterCannotVerify
    if basis == Basis.PRESENT:
        enough = somebody_saw_it(report)
    else:
        enough = basis == Basis.TWO_SOURCES and len(counting_sources(report)) >= 2
    if not enough:
        raise NotEnoughToConfirm


@transaction.atomic
def note_presence(report: Report, *, by: Person, origin: UUID | None = None) -> Source:
    """A trained person says that they are there and see it; they are a source of their own, once."""
    origin = origin or uuid5(report.pk, str(by.pk))
    if is_reporter(report, by):
        raise ReporterCannotVerify
    source, _new = Source.objects.get_or_create(
        origin=origin, defaults={"report": report, "person": by, "present": True, "attached_by": by}
    )
    record("report.seen", actor=by, subject=report)
    publish("report", report.pk)
    return source


@transaction.atomic
def join_report(report: Report, *, into: Report, by: Person) -> None:
    """This report says the same as another: they are one on the board and their sources count together.

    Refused for one that has an open activation, or that others were joined to: it is the one to keep.
    """
    rows = {
        row.pk: row for row in Report.objects.select_for_update().filter(pk__in=[report.pk, into.pk]).order_by("pk")
    }
    kept, joined = rows[into.pk], rows[report.pk]
    has_own = joined.others.exists() or joined.activations.open().exists()
    if kept.pk == joined.pk or kept.same_as_id or joined.same_as_id or has_own:
        raise CannotJoin
    Report.objects.filter(pk=report.pk).update(same_as=into)
    report.same_as = into
    record("report.joined", actor=by, subject=report, into=str(into.pk))
    publish("report", into.pk)


@transaction.atomic
def part_report(report: Report, *, by: Person) -> None:
    """Undo a joining: the report stands by itself again. What was confirmed on it is looked at anew by a person."""
    kept = report.same_as_id
    if Report.objects.filter(pk=report.pk).exclude(same_as=None).update(same_as=None):
        record("report.parted", actor=by, subject=report)
        publish("report", kept)


@transaction.atomic
def note_consent(report: Report, *, allowed: bool, by: Person) -> None:
    """The caller said whether people may come to the home."""
    Report.objects.filter(pk=report.pk).update(visit_allowed=allowed)
    report.visit_allowed = allowed
    record("report.visit", actor=by, subject=report, allowed=allowed)
    publish("report", report.pk)


@transaction.atomic
def reveal_place(report: Report, *, by: Person) -> str:
    """The exact place, for whoever has a reason to know it; that they looked is written down."""
    record("report.place_seen", actor=by, subject=report)
    return report.place.reveal() if report.place else ""
