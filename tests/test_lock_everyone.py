"""One button ends every other session of the house: pages at once, boards within five seconds, and it is written down."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
from django.conf import settings
from django.test import Client

from amparo.audit.models import Entry
from amparo.core.board import publish
from amparo.governance.enums import Power
from amparo.people.actions import invite
from amparo.people.models import Person
from amparo.people.selectors import invitation_by
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.processes import answers, database_url, free_port, running
from tests.processes import live as serve_live

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "/people/lock/"


@pytest.fixture
def live() -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := free_port())}"
    with running(serve_live(port), lambda: answers(address + "/health/"), DATABASE_URL=database_url()):
        yield address


def at_work(person: Person) -> Client:
    """A browser in which this person is signed in and works."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["demo"] = True
    session.save()
    assert client.get("/people/me/").status_code == 200
    return client


def board(live: str, client: Client) -> HTTPResponse:
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    request = urllib.request.Request(live + "/", headers={"Cookie": cookie, "Origin": settings.PUBLIC_URL})
    opened: HTTPResponse = urllib.request.urlopen(request, timeout=8)
    assert opened.readline() == b"retry: 1500\n"
    return opened


def test_everybody_else_is_out_at_once_and_boards_end_within_five_seconds(live: str) -> None:
    rosa = with_powers(make_person(), Power.MANAGE_PEOPLE)
    june, tom = with_powers(make_person(), Power.DISPATCH), make_person()
    here, lost_phone, desk, at_home = at_work(rosa), at_work(rosa), at_work(june), at_work(tom)
    streams = [board(live, desk), board(live, lost_phone)]
    mine = board(live, here)
    asked = here.get(LOCK).content.decode()
    before = time.monotonic()

    said = here.post(LOCK, follow=True).content.decode()

    assert "3 devices are signed in besides this one" in asked
    assert [each.get("/people/me/").status_code for each in (lost_phone, desk, at_home)] == [302, 302, 302]
    assert ("3 devices" in said, "Only this device is signed in" in said) == (True, True)
    for stream in streams:
        while stream.readline():
            pass
    assert time.monotonic() - before < 5.0
    with pytest.raises(urllib.error.HTTPError):
        board(live, desk)
    publish("outbox")
    assert any(line.startswith(b"event: outbox") for line in iter(mine.readline, b"")), "this board goes on"
    assert Entry.objects.get(verb="everyone.locked").actor == rosa.pk


def test_a_link_that_opens_an_account_ends_too() -> None:
    word = invite(make_person(), by=None)

    at_work(with_powers(make_person(), Power.RUN_HOUSE)).post(LOCK)

    assert invitation_by(word) is None


def test_whoever_has_no_mandate_for_it_locks_nobody() -> None:
    june, tom = at_work(with_powers(make_person(), Power.DISPATCH, Power.LEAD_HOTLINE)), at_work(make_person())

    refused = [june.get(LOCK).status_code, june.post(LOCK).status_code, Client().post(LOCK).status_code]

    assert (refused, tom.get("/people/me/").status_code) == ([404, 404, 302], 200)


def test_a_look_at_the_page_locks_nobody_and_a_forged_form_neither() -> None:
    rosa, tom = with_powers(make_person(), Power.MANAGE_PEOPLE), at_work(make_person())
    here = at_work(rosa)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = here.cookies

    answers_ = (here.get(LOCK).status_code, strict.post(LOCK).status_code)

    assert (answers_, tom.get("/people/me/").status_code) == ((200, 403), 200)
