"""Choosing is exact: it equals looking at everybody, in any random case; and each reason holds."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from amparo.geo.cells import distance_m
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, number_of
from amparo.response.actions.reports import attach_source, move_report, note_presence
from amparo.response.errors import NotEnoughToConfirm
from amparo.response.models import Report, Roster
from amparo.response.selectors.choosing import Wish, choose, nearest
from amparo.response.tests.factories import make_report, make_responder

pytestmark = pytest.mark.django_db
COURSES = ("lead", "documenting", "driving", "verifying")
ROLES = {"lead": "lead", "documenter": "documenting", "driver": "driving", "verifier": "verifying"}
CASES = 200


def crowd(chance: random.Random, size: int) -> None:
    """A roster of random people around the valley, several of them at the very same spot."""
    today = timezone.localdate()
    people = Person.objects.bulk_create(Person(username=f"c{uuid4().hex[:12]}", display_name="C") for _n in range(size))
    spots = [(42.28 + chance.uniform(-0.4, 0.4), -72.6 + chance.uniform(-0.5, 0.5)) for _n in range(size // 2)]
    Roster.objects.bulk_create(
        Roster(
            person=person, lat=(spot := chance.choice(spots))[0], lon=spot[1],
            languages=chance.sample(["en", "es", "ht", "vi"], chance.randint(1, 2)),
            skills={c: (today + timedelta(days=chance.randint(-9, 90))).isoformat() for c in COURSES if chance.random() < 0.3},
            trained_until=today + timedelta(days=chance.randint(-5, 200)),
            asked_at=None if chance.random() < 0.5 else timezone.now() - timedelta(hours=chance.randint(1, 900)),
        )
        for person in people
    )  # fmt: skip


def by_looking_at_everybody(lat: float, lon: float, wish: Wish, radius_m: float) -> list[UUID]:
    today = timezone.localdate()
    found = []
    for row in Roster.objects.all():
        course = ROLES.get(wish.role)
        if row.trained_until < today or (course and row.skills.get(course, "") < today.isoformat()):
            continue
        if wish.language and wish.language not in row.languages:
            continue
        if (distance := distance_m(lat, lon, row.lat, row.lon)) <= radius_m:
            asked = row.asked_at.timestamp() if row.asked_at else 0.0
            found.append((distance, asked, row.person_id))
    return [person for _distance, _asked, person in sorted(found)]


def test_the_nearest_equal_looking_at_everybody_in_random_cases() -> None:
    chance = random.Random(51)
    crowd(chance, 400)

    for _case in range(CASES):
        lat, lon = 42.28 + chance.uniform(-0.5, 0.5), -72.6 + chance.uniform(-0.6, 0.6)
        role = chance.choice([*ROLES, "language", "observer"])
        wish = Wish(role, 1, chance.choice(["es", "ht", "vi"]) if role == "language" else "")
        radius = chance.choice([3_000, 15_000, 60_000])

        got = [each.person for each in nearest(lat, lon, wish, radius_m=radius, on=timezone.localdate())]

        assert got == by_looking_at_everybody(lat, lon, wish, radius)


def test_of_two_equally_near_the_one_asked_longest_ago_comes_first(report: Report) -> None:
    lately, long_ago, never = make_responder(), make_responder(), make_responder()
    Roster.objects.filter(person=lately).update(asked_at=timezone.now())
    Roster.objects.filter(person=long_ago).update(asked_at=timezone.now() - timedelta(days=9))

    choice = choose(report, [Wish("observer", 3)], radius_km=5, spare=0)

    assert [each.person for each, _role in choice.chosen] == [never.pk, long_ago.pk, lately.pk]


def test_whoever_reported_it_by_any_of_its_reports_is_not_asked(dispatcher: Person, reporter: Person) -> None:
    caller, witness, other = make_responder(), make_responder(), make_responder()
    report = make_report(reporter, caller=caller.contact_points.get().index)
    note_presence(report, by=witness)

    choice = choose(report, [Wish("observer", 2)], radius_km=5)

    assert [each.person for each, _role in choice.chosen] == [other.pk]
    assert {each.person for each, why in choice.passed_over if why == "reported_it"} == {caller.pk, witness.pk}


def test_people_who_share_a_phone_are_asked_once(report: Report) -> None:
    first = make_responder()
    make_responder(phone=number_of(first))

    choice = choose(report, [Wish("observer", 2)], radius_km=5)

    assert len(choice.chosen) == 1
    assert choice.left_out == {"same_phone": 1}


def test_two_calls_from_one_phone_are_one_source(dispatcher: Person, reporter: Person) -> None:
    report = make_report(reporter, caller="same")
    attach_source(report, origin=uuid4(), by=make_person(), caller="same")
    with pytest.raises(NotEnoughToConfirm):
        move_report(report, to="confirmed", basis="two_sources", by=dispatcher)

    attach_source(report, origin=uuid4(), by=make_person(), caller="another")
    assert move_report(report, to="confirmed", basis="two_sources", by=dispatcher).after == "confirmed"
