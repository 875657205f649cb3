"""T21: a thousand wrong passwords from elsewhere shut no coordinator out, nor do those from the same address."""

import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from amparo.governance.enums import Power
from amparo.people.accounts import AccountAdapter
from amparo.people.models import LoginTry, Person
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers

pytestmark = pytest.mark.django_db
PHRASE = "six brave herons at dawn"
TRIES, ADDRESSES = 1_000, 250


def coordinator() -> Person:
    rosa = with_powers(make_person(), Power.MANAGE_PEOPLE)
    rosa.set_password(PHRASE)
    rosa.save()
    return rosa


def guess(who: Person, place: str) -> None:
    """Somebody elsewhere tries a wrong password: the door's own decision, without drawing the page."""
    with suppress(ValidationError):
        request = RequestFactory(REMOTE_ADDR=place).post("/account/login/")
        assert AccountAdapter(request).authenticate(request, username=who.username, password="wrong") is None


def sign_in(client: Client, who: Person, password: str, place: str) -> int:
    return client.post("/account/login/", {"login": who.username, "password": password}, REMOTE_ADDR=place).status_code


@pytest.mark.parametrize("which", ["first", "second"])
def test_t21_a_thousand_wrong_passwords_from_elsewhere_shut_nobody_out(which: str) -> None:
    rosa = coordinator()

    for number in range(TRIES):
        guess(rosa, f"198.51.100.{number % ADDRESSES}")
        if number == 10:  # early, so that a house without this brake is found out early
            assert sign_in(Client(), rosa, PHRASE, "192.0.2.1") == 302

    before = time.monotonic()
    assert sign_in(Client(), rosa, PHRASE, "192.0.2.7") == 302
    assert time.monotonic() - before < 2.0


def test_t21_a_known_browser_gets_in_from_an_address_that_others_have_shut() -> None:
    rosa, own, place = coordinator(), Client(), "192.0.2.9"
    assert sign_in(own, rosa, PHRASE, place) == 302
    own.post("/account/logout/")
    for _n in range(80):
        sign_in(Client(), rosa, "wrong", place)

    strange, known = sign_in(Client(), rosa, PHRASE, place), sign_in(own, rosa, PHRASE, place)

    assert (strange, known) == (200, 302)


def test_t21_a_known_browser_is_counted_too_and_knows_only_who_signed_in_there() -> None:
    rosa, tom, own, place = coordinator(), coordinator(), Client(), "192.0.2.11"
    sign_in(own, rosa, PHRASE, place)
    own.post("/account/logout/")
    for _n in range(5):
        sign_in(own, rosa, "wrong", place)
    over = sign_in(own, rosa, PHRASE, place)
    for _n in range(5):
        sign_in(own, tom, "wrong", place)

    assert (over, sign_in(own, tom, PHRASE, place)) == (200, 200)
    assert sign_in(Client(), tom, PHRASE, "192.0.2.12") == 302


def test_t21_a_forged_mark_of_a_known_browser_counts_for_nothing() -> None:
    rosa, thief = coordinator(), Client()
    thief.cookies["known"] = "eyJpZCI6ImEiLCJ3aG8iOltdfQ:1abcde:" + "x" * 43
    for _n in range(6):
        sign_in(thief, rosa, "wrong", "192.0.2.13")

    assert sign_in(thief, rosa, PHRASE, "192.0.2.13") == 200
    assert not any(rosa.username in each.index for each in LoginTry.objects.all())
