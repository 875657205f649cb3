import itertools
from datetime import date, timedelta

from django.utils import timezone

from amparo.core.guarded import keyed_hash
from amparo.people.enums import ContactKind, ContactStatus, Purpose
from amparo.people.models import Consent, ContactOwner, ContactPoint, Person

_numbers = itertools.count(100)
_names = itertools.count(1)
HOLYOKE = (42.2042, -72.6162)


def next_number() -> str:
    """An invented number; tests use at most three hundred at a time."""
    place = next(_numbers) - 100
    return f"+1{('413', '617', '508')[place // 90 % 3]}555{110 + place % 90:04}"


def make_person(
    *, language: str = "en", speaks: list[str] | None = None, phone: str | None = None, **fields: object
) -> Person:
    """An adult with a phone that takes texts, who agreed to be asked by day and night."""
    number = phone or next_number()
    given: dict[str, object] = {
        "display_name": "Ana", "is_adult": True, "lat": HOLYOKE[0], "lon": HOLYOKE[1], "town": "Holyoke", **fields
    }  # fmt: skip
    person = Person.objects.create_user(
        f"person{next(_names)}", None, language=language, speaks=speaks or [language], **given
    )
    point, _new = ContactPoint.objects.get_or_create(
        kind=ContactKind.PHONE, index=keyed_hash("phone", number),
        defaults={"value": number, "status": ContactStatus.VERIFIED},
    )  # fmt: skip
    ContactOwner.objects.create(person=person, contact_point=point)
    for purpose in (Purpose.ACTIVATION, Purpose.NIGHT_ACTIVATION):
        Consent.objects.create(person=person, purpose=purpose, wording="test", language="en", source="test")
    return person


def number_of(person: Person) -> str:
    """The number of a made person, in clear."""
    point = person.contact_points.first()
    assert point is not None
    return str(point.value.reveal())


def today() -> date:
    return timezone.localdate()


def next_year() -> date:
    return today() + timedelta(days=365)
