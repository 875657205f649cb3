"""What the intake page asks for: whose it is, where the place is, what was typed, what is near, what is missing."""

import json
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.db.models import QuerySet

from amparo.geo.selectors import Choices, Found, NotFound, locate, town_at
from amparo.geo.words import area_of
from amparo.hotline.models import Call, CallBack, Intake
from amparo.people.models import Person
from amparo.response.models import Source
from amparo.response.selectors.boards import reports_near

PIN_M = 150
ONLY_TOWN = "town"


@dataclass(frozen=True)
class Typed:
    """What was typed about a place; kept guarded. ``pick`` names one of several places, or says that only the town is known."""

    street: str = ""
    landmark: str = ""
    pick: str = ""
    pin: tuple[float, float] | None = None

    def dump(self) -> str | None:
        """As it is kept; nothing typed is nothing kept."""
        if self == Typed():
            return None
        return json.dumps({"street": self.street, "landmark": self.landmark, "pick": self.pick, "pin": self.pin})


def typed_of(intake: Intake) -> Typed:
    """What was typed about the place of this intake."""
    if not intake.place:
        return Typed()
    kept = json.loads(intake.place.reveal())
    pin = kept["pin"]
    return Typed(kept["street"], kept["landmark"], kept["pick"], (pin[0], pin[1]) if pin else None)


@dataclass(frozen=True)
class Spot:
    """Where the place is, as far as we know: one point, or several to choose from, or nothing. Never a guess."""

    found: Found | None = None
    choices: list[Found] = field(default_factory=list)
    unknown: str = ""

    @property
    def how(self) -> str:
        """In one word: found, choices, unknown, or nothing when nothing was typed yet."""
        return "found" if self.found else "choices" if self.choices else "unknown" if self.unknown else "nothing"


def key_of(place: Found) -> str:
    """How a form names one of several places."""
    return f"{place.label}, {place.town}"


def spot_of(town: str, typed: Typed) -> Spot:
    """The spot of what was typed: a pin counts before anything else, then a choice, then what our own data says."""
    if typed.pin:
        lat, lon = typed.pin
        return Spot(found=Found(area_of(typed.street, town), town or town_at(lat, lon) or "", lat, lon, PIN_M, "pin"))
    if not town and not typed.street:
        return Spot()
    answer = locate(typed.street, town=town or None)
    if isinstance(answer, Found):
        return Spot(found=answer)
    if typed.pick == ONLY_TOWN and town:
        whole = locate("", town=town)
        return Spot(found=whole) if isinstance(whole, Found) else Spot(unknown=town)
    if isinstance(answer, Choices):
        chosen = [place for place in answer.places if key_of(place) == typed.pick]
        return Spot(found=chosen[0]) if chosen else Spot(choices=answer.places)
    assert isinstance(answer, NotFound)
    return Spot(unknown=typed.street or town)


def intake_id(origin: UUID) -> UUID:
    """The id of the intake of this origin, known before it is begun: its story is bound to it."""
    return uuid5(origin, "intake")


def calls_and_call_backs(origin: UUID) -> tuple[Call | None, CallBack | None]:
    """The call and the call-back that this origin names."""
    return Call.objects.filter(pk=origin).first(), CallBack.objects.filter(origin=origin).first()


def caller_of(origin: UUID) -> str:
    """The keyed hash of the phone this contact came from, or nothing: two calls from one phone are one source."""
    call, call_back = calls_and_call_backs(origin)
    return next((each.index for each in (call, call_back) if each is not None and each.index), "")


def open_intakes_of(person: Person) -> QuerySet[Intake]:
    """Intakes that this person began and has not closed, the newest first."""
    return Intake.objects.filter(by=person, closed_at=None).order_by("-created_at")[:10]


@dataclass(frozen=True)
class Near:
    """A report that may be the same event."""

    id: UUID
    state: str
    area: str
    minutes: int
    miles: str


def near_reports(intake: Intake) -> list[Near]:
    """At most three reports close in place and time, the nearest first; none while we know only the town."""
    if intake.lat is None or intake.lon is None or intake.precision_m > 1500:
        return []
    rows = reports_near(intake.lat, intake.lon)
    return [
        Near(report.pk, report.state, report.area or report.town, minutes, f"{metres / 1609.34:.1f}")
        for report, metres, minutes in rows
        if report.origin != intake.origin
    ][:3]


def source_of(origin: UUID) -> Source | None:
    """The source that this call or call-back became, if it was sent or added to a report."""
    return Source.objects.filter(origin=origin).select_related("report").first()
