"""Addresses that somebody made up never break a door."""

import pytest
from django.test import Client

from amparo.governance.enums import Power
from amparo.messaging.selectors import MOST, thread_with
from amparo.messaging.tests import wire
from amparo.people.models import ContactPoint
from amparo.people.tests.factories import make_person, number_of
from amparo.response.tests.factories import with_powers
from tests.opened import words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/response/p/%00abc", "/people/?q=%00", "/people/audit/?verb=a%00", "/messages/?page=%00"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_the_letter_zero_is_no_address(client: Client, address: str, signed_in: bool) -> None:
    if signed_in:
        client.force_login(with_powers(make_person(), Power.MANAGE_PEOPLE, Power.READ_AUDIT))
        session = client.session
        session["demo"] = True
        session.save()

    assert client.get(address).status_code == 400


def test_ten_thousand_texts_of_one_number_do_not_make_its_page_slow() -> None:
    ana = make_person()
    for n in range(MOST + 5):
        wire.text(number_of(ana), f"text {n}")

    lines = [
        words_of(text) for _moment, way, text in thread_with(ContactPoint.objects.get(owners=ana).index) if way == "in"
    ]

    assert len(lines) == MOST
    assert lines[-1] == f"text {MOST + 4}"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site_after_signing_in(client: Client, away: str) -> None:
    ana = make_person()
    ana.set_password("six brave herons at dawn")
    ana.save()

    answer = client.post(
        "/account/login/", {"login": ana.username, "password": "six brave herons at dawn", "next": away}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
