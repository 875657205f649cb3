"""T12: a device that was signed out from elsewhere gets nothing any more: its next page is the door, its boards end in 5 s."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
from django.conf import settings
from django.test import Client

from amparo.governance.enums import Power
from amparo.people.models import Session
from amparo.people.sessions import hashed
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.processes import answers, database_url, free_port, running
from tests.processes import live as serve_live
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live() -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := free_port())}"
    with running(serve_live(port), lambda: answers(address + "/health/"), DATABASE_URL=database_url()):
        yield address


def key_of(client: Client) -> str:
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def board(live: str, key: str) -> HTTPResponse:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "Origin": settings.PUBLIC_URL}
    opened: HTTPResponse = urllib.request.urlopen(urllib.request.Request(live + "/", headers=headers), timeout=6)
    assert opened.readline() == b"retry: 1500\n"
    return opened


def test_t12_a_device_that_was_signed_out_from_elsewhere_is_at_the_door_with_its_next_request() -> None:
    june = make_person()
    desk, lost = at_work(june), at_work(june)

    desk.post(f"/people/me/devices/{hashed(key_of(lost))}/removal/")

    assert (lost.get("/people/me/").status_code, desk.get("/people/me/").status_code) == (302, 200)


def test_t12_the_lost_phone_gets_no_page_and_its_board_ends_within_five_seconds(live: str) -> None:
    june = with_powers(make_person(), Power.DISPATCH)
    desk, lost = at_work(june), at_work(june)
    lost_key = key_of(lost)
    lost.post("/vault/session-key/", {"key": "A" * 43 + "="}, content_type="application/json")
    opened, before = board(live, lost_key), time.monotonic()

    desk.post(f"/people/me/devices/{hashed(lost_key)}/removal/")
    pages = [lost.get(address).status_code for address in ("/people/me/", "/vault/session-key/", "/response/")]

    assert pages == [302, 302, 302]
    while opened.readline():
        pass
    assert time.monotonic() - before < 5.0
    with pytest.raises(urllib.error.HTTPError):
        board(live, lost_key)
    assert desk.get("/people/me/").status_code == 200


def test_t12_an_old_cookie_opens_nothing_after_signing_out() -> None:
    june = make_person()
    client = at_work(june)
    old = key_of(client)
    client.post("/account/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old

    assert thief.get("/people/me/").status_code == 302
    assert not Session.objects.filter(person=june).exists()


def test_t12_nobody_signs_out_the_devices_of_others() -> None:
    june, tom = make_person(), make_person()
    theirs = at_work(tom)

    refused = at_work(june).post(f"/people/me/devices/{hashed(key_of(theirs))}/removal/").status_code

    assert (refused, theirs.get("/people/me/").status_code) == (404, 200)
