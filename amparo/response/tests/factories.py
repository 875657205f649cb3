from uuid import uuid4

from amparo.core import clock
from amparo.governance.enums import Power
from amparo.governance.models import Body, Mandate
from amparo.people.models import Person
from amparo.people.tests.factories import HOLYOKE, make_person, next_year, today
from amparo.response.actions.reports import attach_source, file_report, move_report
from amparo.response.actions.roster import refresh_roster
from amparo.response.models import Report
from amparo.training.models import Certificate, Course


def make_responder(*courses: str, **fields: object) -> Person:
    """A trained person on the roster; ``courses`` come on top of the rapid-response training."""
    person = make_person(**fields)  # type: ignore[arg-type]
    for slug in ("rapid-response", *courses):
        course, _new = Course.objects.get_or_create(slug=slug, defaults={"name": slug})
        Certificate.objects.create(person=person, course=course, granted_on=today(), expires_on=next_year())
    refresh_roster([person.pk], reason="test")
    return person


def with_powers(person: Person, *powers: Power) -> Person:
    body, _new = Body.objects.get_or_create(name="Test")
    for power in powers:
        Mandate.objects.create(body=body, person=person, power=power, starts_at=clock.ago(days=1))
    return person


def make_report(by: Person, **fields: object) -> Report:
    """A new report of something at a door in Holyoke."""
    values: dict[str, object] = {
        "kind": "door", "town": "Holyoke", "area": "High Street", "lat": HOLYOKE[0], "lon": HOLYOKE[1], "precision_m": 80,
        "place": "12 High Street, second door", "observed_at": clock.now(), "language": "es", "sighting": {"size": "3"},
        "visit_allowed": True, **fields,
    }  # fmt: skip
    return file_report(uuid4(), by=by, **values)  # type: ignore[arg-type]


def make_confirmed_report(reporter: Person, verifier: Person) -> Report:
    report = make_report(reporter)
    attach_source(report, origin=uuid4(), by=verifier)
    move_report(report, to="confirmed", basis="two_sources", by=verifier)
    return report
