"""The exact place is shown to somebody who goes, for two hours, and every look is written down."""

from dataclasses import dataclass

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.people.models import Person
from amparo.response.enums import OUT
from amparo.response.models import Ask
from amparo.response.selectors.boards import is_over


@dataclass(frozen=True)
class Place:
    """What a person who goes may read: the exact place as it was told, the street, the point."""

    exact: str
    area: str
    lat: float
    lon: float


@transaction.atomic
def see_place(ask: Ask, *, by: Person) -> Place | None:
    """The exact place for a person who said they go, until two hours after; else nothing. Each look leaves a trace."""
    now = clock.now()
    open_now = ask.state in OUT and ask.link_until is not None and ask.link_until > now and not is_over(ask.activation)
    record("place.looked_at", actor=by, subject=ask, shown=open_now)
    if not open_now:
        return None
    report = ask.activation.report
    return Place(report.place.reveal() if report.place else "", report.area, report.lat, report.lon)
