"""An invented network of the Pioneer Valley: 2,000 members, 800 responders, 40 on the hotline, in real towns."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.guarded import keyed_hash
from amparo.demo.cast import CAST
from amparo.demo.circles import found_circles
from amparo.geo.cells import cell_of, centre_of
from amparo.geo.crossings import write_crossings
from amparo.geo.importers import import_bundled_places
from amparo.geo.models import Town
from amparo.governance.enums import Power
from amparo.governance.models import Body, Mandate
from amparo.people.enums import ContactKind, ContactStatus, Purpose
from amparo.people.models import Consent, ContactOwner, ContactPoint, Person
from amparo.rota.enums import Duty
from amparo.rota.models import ClockIn, Pattern
from amparo.training.models import Certificate, Course

NO_PASSWORD = "!"  # noqa: S105  #  no password opens this account
MEMBERS, RESPONDERS, HOTLINE = 2_000, 800, 40
RESERVED = {
    "+14135550100",
    "+14135550101",
    *(f"+1413555{n:04}" for n in range(190, 200)),
    *(each.phone for each in CAST),
}
TOWNS = {
    "Springfield": 30, "Holyoke": 28, "Chicopee": 12, "Northampton": 10, "Easthampton": 6, "Amherst": 6, "Westfield": 6,
    "West Springfield": 6, "South Hadley": 4, "Ludlow": 4, "Greenfield": 4, "Agawam": 3, "Longmeadow": 2, "Hadley": 2,
}  # fmt: skip
FIRST = (
    "Alma Amina Ana Andre Bea Bento Carlos Carmen Celia Chantal Daniel Denise Diego Elena Elsa Emile Ester Fabio "
    "Fatima Felix Gabriela Gloria Hector Ines Iris Ivan Jean Joana Jorge Josue Julia Karim Laura Leila Lia Luc Luis "
    "Lupe Manuel Marc Maria Marta Mateo Mei Miguel Mirlande Nadia Nelson Nia Noel Olga Omar Oscar Paula Pedro "
    "Pierre Rafael Rita Rosa Ruth Samuel Sara Sofia Sonia Tania Tereza Thanh Tiago Vera Victor Wei Xiomara Yara "
    "Yolanda Zoe "
).split()
COURSES = {
    "rapid-response": "Rapid response", "hotline": "Hotline", "lead": "Leading a response",
    "documenting": "Documenting", "driving": "Driving", "verifying": "Verifying a report",
}  # fmt: skip
SPEAKS = (
    ["en", "es"],
    ["en"],
    ["es"],
    ["en", "es"],
    ["pt-BR", "en"],
    ["ht", "en"],
    ["es", "en"],
    ["kea", "pt-BR"],
    ["vi", "en"],
)


def seed() -> bool:
    """Fill an empty house with the invented network; False when somebody already lives there."""
    if Person.objects.exists():
        return False
    with transaction.atomic():
        if not Town.objects.exists():
            import_bundled_places()
        write_crossings()
        _Network(random.Random(413)).build()  # noqa: S311  the same people on every machine
    return True


class _Network:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.today = timezone.localdate()
        towns = {town.name: town for town in Town.objects.filter(name__in=TOWNS)}
        self.towns = [towns[name] for name in TOWNS if name in towns]
        self.weights = [TOWNS[town.name] for town in self.towns]
        self.courses = [Course(slug=slug, name=name) for slug, name in COURSES.items()]
        self.course = {course.slug: course for course in self.courses}

    def build(self) -> None:
        Course.objects.bulk_create(self.courses)
        self.bodies = {
            name: Body.objects.create(name=name)
            for name in ("Worker committee", "Rapid response", "Hotline", "Technology")
        }
        cast = [self._cast_member(each.slug, each.name, each.language, list(each.speaks), each.town) for each in CAST]
        others = [self._member(number) for number in range(MEMBERS - len(cast))]
        Person.objects.bulk_create(cast + others, batch_size=500)
        hotline, responders = others[: HOTLINE - 4], others[HOTLINE : HOTLINE + RESPONDERS - 3]
        self._phones(dict(zip((p.id for p in cast), (each.phone for each in CAST), strict=True)), hotline, responders)
        self._cast_rights(cast)
        found_circles()
        self._hotline(hotline)
        self._responders(responders)
        self._on_duty_now(cast)

    def _person(self, username: str, name: str, language: str, speaks: list[str], town: Town) -> Person:
        lat = town.lat + self.chance.uniform(-0.018, 0.018)
        cell = cell_of(lat, town.lon + self.chance.uniform(-0.024, 0.024))
        lat, lon = centre_of(cell)
        return Person(
            username=username, display_name=name, language=language, speaks=speaks, town=town.name, home_cell=cell,
            lat=lat, lon=lon, is_adult=True, password=NO_PASSWORD,
        )  # fmt: skip

    def _cast_member(self, username: str, name: str, language: str, speaks: list[str], town: str) -> Person:
        home = next((each for each in self.towns if each.name == town), self.towns[0])
        return self._person(username, name, language, speaks, home)

    def _member(self, number: int) -> Person:
        town = self.chance.choices(self.towns, self.weights)[0]
        name = f"{self.chance.choice(FIRST)} {self.chance.choice('ABCDEFGHIJLMNOPRSTVZ')}."
        speaks = self.chance.choice(SPEAKS)
        person = self._person(f"member{number:04}", name, speaks[0], speaks, town)
        person.is_adult = number % 50 != 49
        return person

    def _numbers(self) -> Iterator[str]:
        for area in ("413", "617", "508"):
            for line in range(100, 200):
                number = f"+1{area}555{line:04}"
                if number not in RESERVED:
                    yield number

    def _phones(self, known: dict[UUID, str], hotline: list[Person], responders: list[Person]) -> None:
        """The cast and the hotline have phones; then responders, those near Holyoke first, until the demo numbers run out."""
        near = sorted(responders, key=lambda person: (person.town != "Holyoke", person.username))
        numbers = self._numbers()
        pairs: list[tuple[UUID, str]] = [
            *known.items(),
            *zip((p.id for p in [*hotline, *near]), numbers, strict=False),
        ]
        points = [
            ContactPoint(
                kind=ContactKind.PHONE, value=number, index=keyed_hash("phone", number), status=ContactStatus.VERIFIED
            )
            for _person, number in pairs
        ]
        ContactPoint.objects.bulk_create(points)
        ContactOwner.objects.bulk_create(
            ContactOwner(person_id=person, contact_point=point)
            for (person, _number), point in zip(pairs, points, strict=True)
        )
        Consent.objects.bulk_create(
            Consent(person_id=person, purpose=purpose, wording="demo-1", language="en", source="demo")
            for person, _number in pairs
            for purpose in (Purpose.ACTIVATION, Purpose.NIGHT_ACTIVATION, Purpose.REMINDER)
        )

    def _certify(self, people: list[Person], *slugs: str, expired: bool = False) -> None:
        granted = self.today - timedelta(days=400 if expired else 60)
        Certificate.objects.bulk_create(
            Certificate(
                person=person, course=self.course[slug], granted_on=granted, expires_on=granted + timedelta(days=365)
            )
            for person in people
            for slug in slugs
        )

    def _mandate(self, people: list[Person], body: str, power: Power) -> None:
        Mandate.objects.bulk_create(
            Mandate(body=self.bodies[body], person=person, power=power, starts_at=clock.ago(days=60), reason="demo")
            for person in people
        )

    def _cast_rights(self, cast: list[Person]) -> None:
        for person, each in zip(cast, CAST, strict=True):
            for power in each.powers:
                self._mandate([person], "Rapid response" if "response" in power else "Technology", power)
            self._certify([person], *each.courses)
            if Power.ANSWER in each.powers:
                self._shifts([person], Duty.HOTLINE, every_day=True)
            if Power.DISPATCH in each.powers:
                self._shifts([person], Duty.DISPATCH, every_day=True)

    def _hotline(self, hotline: list[Person]) -> None:
        self._mandate(hotline, "Hotline", Power.ANSWER)
        self._certify(hotline, "hotline")
        self._shifts(hotline[:30], Duty.HOTLINE)
        self._shifts(hotline[30:], Duty.BACKUP, every_day=True)

    def _responders(self, responders: list[Person]) -> None:
        self._mandate(responders, "Rapid response", Power.RESPOND)
        self._certify(responders[:-60], "rapid-response")
        self._certify(responders[-60:-20], "rapid-response", expired=True)
        self._certify(responders[::3], "documenting")
        self._certify(responders[::12], "lead")
        self._certify(responders[::5], "driving")
        self._certify(responders[::20], "verifying")
        self._mandate(responders[::12], "Rapid response", Power.LEAD_RESPONSE)
        self._mandate(responders[::20], "Rapid response", Power.VERIFY)

    def _shifts(self, people: list[Person], duty: Duty, *, every_day: bool = False) -> None:
        Pattern.objects.bulk_create(
            Pattern(
                person=person, duty=duty, weekday=weekday, starts_at=time(0) if every_day else time(hour), minutes=minutes,
                valid_from=date(2026, 1, 1),
            )
            for place, person in enumerate(people)
            for hour, minutes in ([(0, 1440)] if every_day else [((place % 4) * 6, 360)])
            for weekday in (range(7) if every_day else (place % 7, (place + 3) % 7))
        )  # fmt: skip

    def _on_duty_now(self, cast: list[Person]) -> None:
        """Whoever a visitor may become is clocked in, so that the first call rings."""
        for person, each in zip(cast, CAST, strict=True):
            for power, duty in ((Power.ANSWER, Duty.HOTLINE), (Power.DISPATCH, Duty.DISPATCH)):
                if power in each.powers:
                    ClockIn.objects.create(person=person, duty=duty, until=clock.ahead(days=1))
