"""One page for one contact: kept while it is typed, then sent, added, or closed. Pressing twice changes nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.board import publish
from amparo.geo.words import area_of
from amparo.hotline.enums import Branch, Outcome
from amparo.hotline.errors import IntakeClosed, NotReopened, PlaceNotKnown
from amparo.hotline.models import Intake
from amparo.hotline.selectors.intake import Typed, caller_of, intake_id, source_of, spot_of, typed_of
from amparo.people.models import Person
from amparo.response.actions.reports import attach_source, detach_source, file_report
from amparo.response.models import Report

SIGHTING = ("size", "activity", "uniform", "equipment")


@dataclass(frozen=True)
class Tick:
    """A line of the script that was said: its version, the languages it was shown in, and who had reviewed them."""

    line: str
    version: str
    languages: tuple[str, ...]
    reviewed: bool

    def dump(self) -> dict[str, Any]:
        return {"line": self.line, "version": self.version, "languages": self.languages, "reviewed": self.reviewed}


@transaction.atomic
def open_intake(origin: UUID, *, by: Person, language: str) -> Intake:
    """Begin the intake of a call, a call-back or a paper note; one for each. Whoever talks with the caller now owns it."""
    intake, is_new = Intake.objects.select_for_update(of=("self",)).get_or_create(
        origin=origin,
        defaults={"id": intake_id(origin), "by": by, "language": language or "en", "observed_at": clock.now()},
    )
    if is_new or intake.by_id != by.pk:
        Intake.objects.filter(pk=intake.pk).update(by=by)
        intake.by = by
        record("intake.opened", actor=by, subject=intake, new=is_new)
    return intake


@transaction.atomic
def save_intake(intake: Intake, *, by: Person, values: dict[str, Any], said: list[Tick] | None = None) -> Intake:
    """Keep what was typed so far; only the fields that are given. Refused with IntakeClosed when it was closed meanwhile.

    The point on the map follows from the words by our own data; what is not found stays without a point.
    """
    intake = _locked(intake)
    before = {name: getattr(intake, name) for name in ("language", "branch", "town", "observed_at", "visit_allowed")}
    for name in before:
        if name in values:
            setattr(intake, name, values[name])
    intake.sighting = {
        **intake.sighting, **{name: values[name] for name in SIGHTING if name in values}
    }  # fmt: skip
    if said is not None:
        intake.said = [tick.dump() for tick in said]
    _place(intake, values)
    intake.save()
    changed = [name for name, value in before.items() if getattr(intake, name) != value]
    record("intake.saved", actor=by, subject=intake, fields=sorted({*changed, *values}), said=len(intake.said))
    return intake


def _place(intake: Intake, values: dict[str, Any]) -> None:
    typed = typed_of(intake)
    typed = Typed(**{name: values.get(name, getattr(typed, name)) for name in ("street", "landmark", "pick", "pin")})
    spot = spot_of(intake.town, typed)
    intake.place = typed.dump()
    intake.area = area_of(typed.street, intake.town)
    if spot.found is None:
        intake.lat = intake.lon = None
        intake.precision_m = 0
        return
    intake.lat, intake.lon, intake.precision_m = spot.found.lat, spot.found.lon, spot.found.precision_m
    intake.town = intake.town or spot.found.town
    if spot.found.how == "corner":
        intake.area = spot.found.label[:80]


def _locked(intake: Intake) -> Intake:
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if intake.closed_at is not None:
        raise IntakeClosed
    return intake


@transaction.atomic
def send_intake(intake: Intake, *, by: Person) -> Report:
    """Send it to dispatch. However often it is pressed, it makes one report. Refused while the place is not known.

    People come to a home only when the caller agreed; silence is no consent.
    """
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    source = source_of(intake.origin)
    if source is not None and intake.closed_at is not None:
        return source.report
    if intake.closed_at is not None:
        raise IntakeClosed
    if intake.lat is None or intake.lon is None or not intake.town:
        raise PlaceNotKnown
    typed = typed_of(intake)
    report = file_report(
        intake.origin, by=by, kind=intake.branch, town=intake.town, area=intake.area, lat=intake.lat, lon=intake.lon,
        precision_m=intake.precision_m, place=", ".join(filter(None, (typed.street, typed.landmark))),
        observed_at=intake.observed_at or clock.now(), language=intake.language,
        sighting={name: value for name, value in intake.sighting.items() if value},
        visit_allowed=bool(intake.visit_allowed) if intake.branch == Branch.DOOR else intake.visit_allowed,
        caller=caller_of(intake.origin),
    )  # fmt: skip
    _close(intake, Outcome.SENT)
    record("intake.sent", actor=by, subject=intake, report=str(report.pk))
    return report


@transaction.atomic
def attach_intake(intake: Intake, *, report: Report, by: Person) -> None:
    """This contact tells of an event that is known: count it as one more source of that report. It can be undone."""
    intake = _locked(intake)
    attach_source(report, origin=intake.origin, by=by, caller=caller_of(intake.origin))
    _close(intake, Outcome.ATTACHED)
    record("intake.attached", actor=by, subject=intake, report=str(report.pk))


@transaction.atomic
def detach_intake(intake: Intake, *, by: Person) -> None:
    """Undo the adding: the report loses this source, the intake is open again. Nothing happens when it was not added."""
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    source = source_of(intake.origin)
    if intake.outcome == Outcome.ATTACHED and source is not None:
        detach_source(source, by=by)
        Intake.objects.filter(pk=intake.pk).update(outcome="", closed_at=None)
        publish("call", intake.origin)
    record("intake.detached", actor=by, subject=intake)


@transaction.atomic
def close_intake(intake: Intake, *, outcome: Outcome, by: Person) -> None:
    """Close without a report: informed, or a prank or wrong number. Refused with IntakeClosed when it was sent before."""
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if intake.closed_at is not None and intake.outcome != outcome:
        raise IntakeClosed
    if intake.closed_at is None:
        _close(intake, outcome)
        record("intake.closed", actor=by, subject=intake, outcome=outcome)


def _close(intake: Intake, outcome: Outcome) -> None:
    intake.outcome, intake.closed_at = outcome, clock.now()
    intake.save(update_fields=["outcome", "closed_at"])
    publish("call", intake.origin)


@transaction.atomic
def hand_over_intake(intake: Intake, *, to: Person, by: Person) -> None:
    """Let somebody else finish an open intake; it stands on their desk at once. Refused when it is closed."""
    intake = _locked(intake)
    Intake.objects.filter(pk=intake.pk).update(by=to)
    record("intake.handed_over", actor=by, subject=intake, to=str(to.pk))
    publish("call", intake.origin)


@transaction.atomic
def reopen_intake(intake: Intake, *, by: Person) -> None:
    """Open an intake that was closed without a report. Refused with NotReopened for what was sent: dispatch has it."""
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if intake.outcome not in (Outcome.INFORMED, Outcome.PRANK):
        raise NotReopened
    Intake.objects.filter(pk=intake.pk).update(outcome="", closed_at=None)
    record("intake.reopened", actor=by, subject=intake)
    publish("call", intake.origin)
