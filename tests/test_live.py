"""The live boards, through the real process: committed news arrives, nobody else gets in."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from amparo.config.live import LOOK_SECONDS
from amparo.core import clock
from amparo.core.board import publish
from amparo.governance.enums import Power
from amparo.governance.models import Body, Mandate
from amparo.people.models import Person
from amparo.people.sessions import SessionStore
from tests.processes import answers, database_url, free_port, running
from tests.processes import live as serve_live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live() -> Iterator[str]:
    """A live process of its own on a free port."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with running(serve_live(port), lambda: answers(address + "/health/"), DATABASE_URL=database_url()):
        yield address


def signed_in(*powers: Power) -> tuple[Person, str]:
    person = Person.objects.create_user(f"p{uuid4().hex[:8]}", display_name="Ana")
    for power in powers or (Power.DISPATCH,):
        body, _new = Body.objects.get_or_create(name="Live")
        Mandate.objects.create(body=body, person=person, power=power, starts_at=clock.ago(days=1))
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.save()
    return person, session.session_key or ""


def stream(live: str, key: str, **headers: str) -> HTTPResponse:
    wanted = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "Origin": settings.PUBLIC_URL, **headers}
    opened: HTTPResponse = urllib.request.urlopen(urllib.request.Request(live + "/", headers=wanted), timeout=8)
    assert opened.readline() == b"retry: 1500\n"
    return opened


def next_event(opened: HTTPResponse) -> str:
    while True:
        line = opened.readline().decode()
        assert line, "the stream ended"
        if line.startswith("event: "):
            return line[7:].strip()


def test_committed_news_arrives_and_undone_news_never_does(live: str) -> None:
    _person, key = signed_in()
    opened = stream(live, key)

    with transaction.atomic():
        publish("alarm")
        transaction.set_rollback(True)
    before = time.monotonic()
    publish("report", uuid4(), urgent=True)

    assert next_event(opened) == "report"
    assert time.monotonic() - before < 1.0


def test_a_browser_that_comes_back_gets_what_it_missed(live: str) -> None:
    _person, key = signed_in()
    first = stream(live, key)
    publish("report")
    assert next_event(first) == "report"
    first.close()

    publish("activation")
    again = stream(live, key, **{"Last-Event-ID": "1"})

    seen = {next_event(again), next_event(again)}
    assert "activation" in seen


@pytest.mark.parametrize("key", ["", "x" * 32])
def test_without_a_session_nobody_is_let_in(live: str, key: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        stream(live, key)

    assert refused.value.code == 403


def test_another_site_may_not_listen(live: str) -> None:
    _person, key = signed_in()

    with pytest.raises(urllib.error.HTTPError) as refused:
        stream(live, key, Origin="https://elsewhere.example")

    assert refused.value.code == 403


def test_a_stream_ends_within_five_seconds_of_signing_out(live: str) -> None:
    _person, key = signed_in()
    opened = stream(live, key)
    before = time.monotonic()

    SessionStore(key).delete()

    while opened.readline():
        pass
    assert time.monotonic() - before < 5.0


def test_a_stream_ends_when_the_person_is_no_longer_active(live: str) -> None:
    person, key = signed_in()
    opened = stream(live, key)

    Person.objects.filter(pk=person.pk).update(is_active=False)

    while opened.readline():
        pass
    with pytest.raises(urllib.error.HTTPError):
        stream(live, key)


@pytest.mark.parametrize(
    ("power", "heard"),
    [
        (Power.RESPOND, []),
        (Power.ANSWER, ["call"]),
        (Power.VERIFY, ["report", "outbox", "alarm"]),
        (Power.RUN_HOUSE, ["outbox"]),
    ],
)
def test_only_whose_pages_show_it_hear_that_something_happened(live: str, power: Power, heard: list[str]) -> None:
    person, key = signed_in(power)
    opened = stream(live, key)

    for topic in ("call", "report", "outbox", "alarm"):
        publish(topic, uuid4(), urgent=True)
    Person.objects.filter(pk=person.pk).update(is_active=False)  # ends the stream, so that all of it can be read

    told = [line[7:].decode().strip() for line in opened if line.startswith(b"event: ")]
    assert told == heard


def test_a_power_that_has_ended_is_deaf_within_seconds(live: str) -> None:
    person, key = signed_in(Power.DISPATCH)
    opened = stream(live, key)
    publish("report")
    assert next_event(opened) == "report"

    Mandate.objects.filter(person=person).update(ends_at=clock.now())
    told = 0
    until_deaf = time.monotonic() + LOOK_SECONDS + 3.0
    while time.monotonic() < until_deaf:
        publish("report")
        told += 1
        time.sleep(0.2)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    heard = sum(line.startswith(b"event: ") for line in opened)
    assert heard < told - 5
