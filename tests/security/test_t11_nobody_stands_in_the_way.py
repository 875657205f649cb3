"""T11: who is removed, leaves or works against the others keeps no case from its team, and no new key from being made."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from playwright.sync_api import expect

from amparo.audit.models import Entry
from amparo.cases.models import Case, Renewal, Seat, Story
from amparo.core import clock
from amparo.core.sealed import Place, close_for
from amparo.demo.circles import written_down
from amparo.governance.enums import Power
from amparo.people.actions import close_account
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from amparo.vault.directory import key_words
from amparo.vault.enums import Kind, Part
from amparo.vault.models import Circle, Key, Wrap
from amparo.vault.practice import sign, signed, signer_of
from amparo.vault.sealing import version_of
from tests.made_cases import make_case
from tests.security.hands import at_work
from tests.vault_desks import Sits, living, removes
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(cast: dict[str, Person]) -> dict[str, Person]:
    """Rosa leads casework; Ana, Marisol and Tom do some."""
    for slug in ("coordinator", "hotline", "lead", "responder"):
        with_powers(cast[slug], Power.CASEWORK)
    with_powers(cast["coordinator"], Power.LEAD_CASES)
    return cast


def sealed(recipient: str, text: str, place: Place) -> str:
    return b64encode(close_for([recipient], text, place=place)).decode()


def test_t11_a_companion_alone_takes_no_waiting_case_out_of_sight(cast: dict[str, Person]) -> None:
    case, marisol, tom = make_case(names="Familia Muñoz"), at_work(cast["hotline"]), cast["responder"]
    key, id = Key.objects.get(subject=case.pk, part=Part.OPS), str(uuid4())
    wrap = {
        "id": id, "key": str(key.pk), "to_person": str(tom.pk), "to_key": "",
        "closed": sealed(tom.person_keys.get().recipient, "x", Place("vault_wrap", "body", key.pk)),
    }  # fmt: skip

    said = {"seat": "ops", "person": str(tom.pk), "wraps": [wrap]}
    answer = marisol.post(f"/cases/{case.pk}/seats/", said, content_type="application/json")

    assert answer.status_code == 422
    assert at_work(cast["lead"]).get(f"/cases/{case.pk}/").status_code == 200


def test_t11_a_case_whose_people_have_all_left_waits_for_somebody_else(cast: dict[str, Person]) -> None:
    case = make_case(names="Familia Muñoz", team=[cast["hotline"]])
    Seat.objects.create(case=case, person=cast["responder"], part=Part.OPS)
    ana = at_work(cast["lead"])
    assert ana.get(f"/cases/{case.pk}/").status_code == 404

    close_account(cast["hotline"], by=None)  # type: ignore[arg-type]

    assert case.reference in ana.get("/cases/").content.decode()
    assert ana.post(f"/cases/{case.pk}/taking/").headers["Location"] == f"/cases/{case.pk}/"
    assert set(case.seats.filter(person=cast["lead"], ended_at=None).values_list("part", flat=True)) == {
        *Part.values,
    }
    rosa = at_work(cast["coordinator"])
    assert rosa.post(f"/cases/{case.pk}/taking/").headers["Location"] == "/cases/"


@pytest.mark.browser
def test_t11_whoever_leaves_casework_in_peace_leaves_their_cases_to_the_circle(
    desk: Sits, cast: dict[str, Person]
) -> None:
    case = make_case(names="Familia Muñoz")
    at_work(cast["hotline"]).post(f"/cases/{case.pk}/taking/")
    rosa = desk("coordinator")

    removes(rosa, "casework", cast["hotline"])

    page = rosa.at(f"/cases/{case.pk}/")
    expect(page.get_by_text("Familia Muñoz")).to_be_visible()
    expect(page.get_by_role("button", name="Take this case on")).to_be_visible()
    assert at_work(cast["hotline"]).get(f"/cases/{case.pk}/").status_code == 404


@pytest.mark.browser
def test_t11_whoever_gave_up_their_keys_keeps_no_case_from_new_ones(desk: Sits, cast: dict[str, Person]) -> None:
    for n in range(2):
        case = make_case(names=f"Familia {n}", team=[cast["coordinator"]])
        Seat.objects.create(case=case, person=cast["responder"], part=Part.OPS)
        Renewal.objects.create(case=case, removed=cast["hotline"])
    at_work(cast["responder"]).post("/vault/me/keys/removal/")
    rosa = desk("coordinator")

    page = rosa.at("/cases/renewals/")
    page.get_by_role("button", name="Make new keys").click()
    rosa.opens_door()
    expect(page.get_by_text("All done.")).to_be_visible()

    assert not Renewal.objects.exists()
    [read] = {
        tuple(sorted(each.detail["cases"]))
        for each in Entry.objects.filter(verb="case.renewals_read")
        if each.detail["cases"]
    }
    assert set(read) == {str(id) for id in Case.objects.values_list("pk", flat=True)}


@pytest.mark.browser
def test_t11_no_new_key_is_made_for_a_closed_account(desk: Sits, cast: dict[str, Person]) -> None:
    before = living("hotline-triage")
    Key.objects.filter(pk=before.pk).update(created_at=clock.now() - timedelta(days=8))
    close_account(cast["verifier"], by=None)  # type: ignore[arg-type]
    rosa = desk("coordinator")

    rosa.at("/vault/me/")
    with rosa.page.expect_response("**/hotline-triage/key/") as answer:
        rosa.opens()

    assert answer.value.json() == {"renewed": True}
    assert not Wrap.objects.filter(key=living("hotline-triage"), to_person__person=cast["verifier"]).exists()
    assert Wrap.objects.filter(key=living("hotline-triage"), to_person__person=cast["hotline"]).exists()


def renewed(case: Case, circle: Key) -> dict[str, Any]:
    """What the lead's browser sends for a case without a team: its keys, their wraps, and the names closed anew."""
    seed, keys, wraps = written_down()["people"]["coordinator"]["sign"], {}, []
    for part in Part:
        key = Key(kind=Kind.CASE, subject=case.pk, part=part, version=2)
        key.recipient = str(pyrage.x25519.Identity.generate().to_public())
        key.signed_by, key.signature = signer_of(seed), sign(key_words(key), seed)
        keys[part], id = key, uuid4()
        closed = sealed(circle.recipient, "the key", Place("vault_wrap", "body", id, str(key.pk)))
        wraps.append({"id": str(id), "key": str(key.pk), "to_key": str(circle.pk), "closed": closed})
    story, key = Story.objects.get(case=case), keys[Part.IDENTITY]
    closed = sealed(key.recipient, "Familia Muñoz", Place("cases_story", "names", story.pk, str(case.pk)))
    made = [
        {"id": str(key.pk), "recipient": key.recipient, "part": part, "signature": key.signature, "version": 2}
        for part, key in keys.items()
    ]
    words = {"names": {"closed": closed, "key": str(key.pk), "seen": version_of(bytes(story.names or b""))}}
    return {"case": str(case.pk), "keys": made, "wraps": wraps, "words": words}


def in_a_thread(client: Client, address: str, body: object) -> Any:
    try:
        return json.loads(client.post(address, body, content_type="application/json").content)
    finally:
        connections.close_all()


def test_t11_new_keys_that_meet_a_removal_are_not_wrapped_for_the_key_before_it(cast: dict[str, Person]) -> None:
    case, before = make_case(names="Familia Muñoz"), living("casework")
    Renewal.objects.create(case=case, removed=cast["responder"])
    rosa, body = at_work(cast["coordinator"]), {"cases": [renewed(case, before)]}

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():  # a removal for cause, half-way
            circle = Circle.objects.select_for_update().get(name="casework")
            answer = thread.submit(in_a_thread, rosa, "/cases/renewals/next/", body)
            until(lambda: waiters() or answer.done())
            Key.objects.filter(pk=before.pk).update(retired_at=clock.now())
            new = Key(kind=Kind.CIRCLE, circle=circle, version=2)
            new.recipient = str(pyrage.x25519.Identity.generate().to_public())
            signed(new, written_down()["people"]["coordinator"]["sign"])
        assert answer.result(timeout=30) == {"done": 0, "left": 1}

    assert Renewal.objects.filter(case=case).exists()
    assert {key.version for key in Key.objects.filter(subject=case.pk)} == {1}
    again = rosa.post("/cases/renewals/next/", {"cases": [renewed(case, new)]}, content_type="application/json")
    assert again.json() == {"done": 1, "left": 0}


def waiters() -> int:
    """How many sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])
