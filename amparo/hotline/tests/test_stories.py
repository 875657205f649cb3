"""The caller's story on the intake: closed before it is kept, never over somebody else's words, read by whom it concerns."""

from base64 import b64encode
from uuid import UUID, uuid4

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.core.sealed import close_for
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.governance.enums import Power
from amparo.hotline.models import Call, Intake
from amparo.hotline.tests.factories import empower, make_lead, make_responder
from amparo.hotline.tests.test_intake_pages import AUTOSAVE, make_call, page_of, signed_in, typed
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report
from amparo.vault.models import Key
from amparo.vault.sealing import place_of
from tests.opened import found_triage, opened_with, words_of

pytestmark = pytest.mark.django_db
STORY = "Se llevaron a mi hermano Tomás Ejemplo de la panadería"


@pytest.fixture
def responder(client: Client) -> Person:
    TownFactory()
    StreetBlockFactory()
    person = make_responder("es", language="en")
    signed_in(client, person)
    return person


@pytest.fixture
def call(responder: Person) -> Call:
    return make_call(responder)


@pytest.fixture
def founded() -> tuple[pyrage.x25519.Identity, Key]:
    """The circle's key, and its private half, which only this test has."""
    return found_triage()


@pytest.fixture
def identity(founded: tuple[pyrage.x25519.Identity, Key]) -> pyrage.x25519.Identity:
    return founded[0]


@pytest.fixture
def key(founded: tuple[pyrage.x25519.Identity, Key]) -> Key:
    return founded[1]


def closed(client: Client, call: Call, key: Key, words: str, *, seen: str = "") -> dict[str, str]:
    """What the element in the page posts."""
    intake = Intake.objects.filter(origin=call.pk).first()
    if intake is None:
        client.post(page_of(call), typed(), headers=AUTOSAVE)
        intake = Intake.objects.get(origin=call.pk)
    body = close_for([key.recipient], words, place=place_of(intake, "story"))
    return {"story": b64encode(body).decode(), "story-key": str(key.pk), "story-seen": seen}


def test_before_the_circles_are_founded_a_story_is_closed_on_arrival_and_can_be_written_on(
    client: Client, call: Call
) -> None:
    client.post(page_of(call), {**typed(), "told": STORY}, headers=AUTOSAVE)

    intake = Intake.objects.get()
    assert words_of(intake, "story") == STORY
    assert STORY in client.get(page_of(call)).text
    client.post(page_of(call), {**typed(), "told": STORY + "!"}, headers=AUTOSAVE)
    assert words_of(Intake.objects.get(), "story") == STORY + "!"
    client.post(page_of(call), {**typed(), "told": ""}, headers=AUTOSAVE)
    assert Intake.objects.get().story is None


def test_the_place_of_a_story_is_known_before_the_intake_is_begun(client: Client, call: Call) -> None:
    first = client.get(page_of(call)).context["intake"].pk
    client.post(page_of(call), typed(), headers=AUTOSAVE)

    assert Intake.objects.get().pk == first


def test_a_story_that_the_browser_closed_is_kept_as_it_came(
    client: Client, call: Call, key: Key, identity: pyrage.x25519.Identity
) -> None:
    assert (
        client.post(page_of(call), {**typed(), **closed(client, call, key, STORY)}, headers=AUTOSAVE).status_code == 204
    )
    draft = closed(client, call, key, STORY + "...")
    assert client.post(page_of(call), {**typed(), **draft}, headers=AUTOSAVE).status_code == 204, (
        "again, upon own words"
    )

    intake = Intake.objects.get()
    assert opened_with(identity, intake, "story") == STORY + "..."
    assert STORY not in client.get(page_of(call)).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text || (SELECT string_agg(e::text, '') FROM audit_entry e) FROM hotline_intake i")
        assert "Tom" not in cursor.fetchone()[0]


def test_whose_keys_do_not_open_here_has_it_closed_by_the_house_once(
    client: Client, call: Call, key: Key, identity: pyrage.x25519.Identity
) -> None:
    client.post(page_of(call), {**typed(), "told": STORY}, headers=AUTOSAVE)
    assert opened_with(identity, Intake.objects.get(), "story") == STORY

    client.post(page_of(call), {**typed(), "told": "other words"}, headers=AUTOSAVE)

    assert opened_with(identity, Intake.objects.get(), "story") == STORY, "what only people open is not written over"
    assert "Your keys do not open here?" not in client.get(page_of(call)).text


def test_nobody_writes_over_what_another_wrote_meanwhile(
    client: Client, call: Call, key: Key, identity: pyrage.x25519.Identity
) -> None:
    client.post(page_of(call), {**typed(), **closed(client, call, key, STORY)}, headers=AUTOSAVE)
    lead = signed_in(Client(), make_lead())

    answer = lead.post(page_of(call), {**typed(), **closed(client, call, key, "mine", seen="stale")}, headers=AUTOSAVE)

    assert (answer.status_code, "Somebody else wrote here" in answer.text) == (422, True)
    assert opened_with(identity, Intake.objects.get(), "story") == STORY


@pytest.mark.parametrize("wrong", [{"story": "clear words"}, {"story-key": str(UUID(int=9))}, {"story-key": ""}])
def test_clear_words_and_strange_keys_are_refused_and_never_kept(
    client: Client, call: Call, key: Key, wrong: dict[str, str]
) -> None:
    answer = client.post(page_of(call), {**typed(), **closed(client, call, key, STORY), **wrong}, headers=AUTOSAVE)

    assert answer.status_code == 422
    assert Intake.objects.get().story is None


def test_dispatch_reads_it_from_the_report_and_that_is_written_down(client: Client, call: Call) -> None:
    client.post(page_of(call), {**typed(), "told": STORY, "wish": "send"})
    dispatcher, outsider = empower(make_person(), Power.DISPATCH), empower(make_person(), Power.VERIFY)
    address = reverse("hotline:intake_story", args=[call.pk])

    report_page = signed_in(Client(), dispatcher).get(reverse("response:report", args=[Report.objects.get().pk])).text
    assert address in report_page
    assert STORY not in report_page
    assert signed_in(Client(), outsider).get(address).status_code == 404
    assert signed_in(Client(), dispatcher).get(reverse("hotline:intake_story", args=[uuid4()])).status_code == 404
    assert STORY in signed_in(Client(), dispatcher).get(address).text

    assert [each.actor for each in Entry.objects.filter(verb="intake.story_read")] == [dispatcher.pk]
