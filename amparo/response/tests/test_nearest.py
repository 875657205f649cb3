"""The nearest are exactly the nearest: the same as looking at everybody, wherever the asker stands."""

import random
from datetime import timedelta

import pytest

from amparo.geo.cells import distance_m
from amparo.people.models import Person
from amparo.people.tests.factories import HOLYOKE, next_year, today
from amparo.response.models import Roster
from amparo.response.selectors import choosing
from amparo.response.selectors.choosing import Wish, nearest

pytestmark = pytest.mark.django_db
CHANCE = random.Random(413)


@pytest.fixture
def roster() -> list[Roster]:
    """Four hundred people, a third of them on two very same spots, one in forty with the rare skill and language."""
    rows = []
    for number in range(400):
        spot = (42.2, -72.6 + 0.01 * (number % 2)) if number % 3 == 0 else _somewhere()
        person = Person(username=f"near{number}", display_name="Ana")
        rare = number % 40 == 0
        rows.append(
            Roster(
                person=person, lat=spot[0], lon=spot[1], languages=["en", "kea"] if rare else ["en"],
                skills={"verifying": (next_year() if number % 80 else today() - timedelta(days=1)).isoformat()} if rare else {},
                trained_until=next_year() if number % 7 else today() - timedelta(days=1),
            )
        )  # fmt: skip
    Person.objects.bulk_create([row.person for row in rows])
    Roster.objects.bulk_create(rows)
    return rows


def _somewhere() -> tuple[float, float]:
    return HOLYOKE[0] + CHANCE.uniform(-0.4, 0.4), HOLYOKE[1] + CHANCE.uniform(-0.5, 0.5)


def _all_of(roster: list[Roster], lat: float, lon: float, wish: Wish, radius_m: float) -> list[tuple[float, object]]:
    day = today()
    fitting = [
        row for row in roster
        if row.trained_until >= day and (not wish.language or wish.language in row.languages)
        and (wish.role != "verifier" or row.skills.get("verifying", "") >= day.isoformat())
    ]  # fmt: skip
    away = sorted((distance_m(lat, lon, row.lat, row.lon), row.person_id) for row in fitting)
    return [pair for pair in away if pair[0] <= radius_m]


@pytest.mark.parametrize("neighbours", [1, 20, 4_000])
@pytest.mark.parametrize("wish", [Wish("observer", 5), Wish("language", 5, "kea"), Wish("verifier", 5, "kea")])
def test_the_nearest_are_those_that_brute_force_finds(
    roster: list[Roster], wish: Wish, neighbours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "NEAREST", neighbours)  # a small house meets the ways of a large one
    monkeypatch.setattr(choosing, "FIRST", 5)
    for _n in range(8):
        lat, lon = CHANCE.choice([_somewhere(), (42.2, -72.6), (HOLYOKE[0] + 5, HOLYOKE[1])])
        for radius in (0.0, 3_000.0, 30_000.0, 700_000.0):
            found = nearest(lat, lon, wish, radius_m=radius, on=today())

            assert [(each.distance, each.person) for each in found] == _all_of(roster, lat, lon, wish, radius)


def test_a_neighbour_beyond_the_rim_does_not_hide_one_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the map the one in the south-west is nearer; on the globe only the one in the north-east is within the radius."""
    monkeypatch.setattr(choosing, "FIRST", 1)
    lat, lon = 42.2, -72.6
    beyond, within = (lat - 0.4, lon - 0.9), (lat + 0.4, lon + 0.903)
    for name, spot in (("beyond", beyond), ("within", within)):
        person = Person.objects.create(username=name, display_name="Ana")
        Roster.objects.create(
            person=person, lat=spot[0], lon=spot[1], languages=["en"], skills={}, trained_until=next_year()
        )
    radius = (distance_m(lat, lon, *beyond) + distance_m(lat, lon, *within)) / 2

    found = list(nearest(lat, lon, Wish("observer", 1), radius_m=radius, on=today()))

    assert distance_m(lat, lon, *within) < radius < distance_m(lat, lon, *beyond)
    assert [each.person for each in found] == [Person.objects.get(username="within").pk]
