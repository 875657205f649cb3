import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from amparo.audit.models import Entry
from amparo.core.keeping import keeps_of
from amparo.governance.enums import Power
from amparo.hotline.tests.factories import empower
from amparo.keeping.actions.clock import stop_removing
from amparo.keeping.models import ClockSeen
from amparo.keeping.removal import remove_at_once
from amparo.messaging.models import OptOut
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.vault.models import Hold
from tests.keeping.test_removal import make_call
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def keeper() -> Person:
    return empower(make_person(), Power.HOLD_RECORDS, Power.RUN_HOUSE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_every_rule_of_every_model_to_everybody(client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get("/what-we-hold/")

    page = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    with translation.override(language):
        for model in apps.get_models():
            keeps = keeps_of(model)
            said = [keeps.what, keeps.as_long_as, *(word for rule in keeps.goes for word in (rule.what, rule.unless))]
            assert not [str(word) for word in said if str(word) not in page], model
    assert "<script" not in answer.content.decode()
    assert len(answer.content) < 30_000


def test_the_page_follows_the_setting(client: Client, settings: object) -> None:
    settings.KEEP_DAYS = 9  # type: ignore[attr-defined]

    page = client.get("/what-we-hold/").content.decode()

    assert "Goes after 9 days: your words, and whose they were." in page
    assert "after 14 days: your words" not in page


def test_somebody_holds_a_call_and_lets_it_go(keeper: Person) -> None:
    client, call = at_work(keeper), make_call()
    wrong = client.post("/keeping/holds/new/", {"kind": "hotline_call", "thing": uuid4(), "reason": "a court asked us"})

    made = client.post(
        "/keeping/holds/new/", {"kind": "hotline_call", "thing": call.pk, "reason": "a court asked us"}, follow=True
    )
    twice = client.post("/keeping/holds/new/", {"kind": "hotline_call", "thing": call.pk, "reason": "a court asked us"})
    remove_at_once()
    call.refresh_from_db()
    kept = bool(call.number)
    hold = Hold.objects.get()
    client.post(f"/keeping/holds/{hold.pk}/end/")
    remove_at_once()
    call.refresh_from_db()

    assert (wrong.status_code, twice.status_code, kept, bool(call.number)) == (422, 422, True, False)
    assert "a court asked us" in made.content.decode()
    assert set(Entry.objects.filter(subject=str(hold.pk)).values_list("verb", "actor")) == {
        ("hold.made", keeper.pk), ("hold.lifted", keeper.pk),
    }  # fmt: skip


def test_only_a_kind_that_is_offered_is_held(keeper: Person) -> None:
    row = OptOut.objects.create(index="a" * 32, source="stop")

    answer = at_work(keeper).post(
        "/keeping/holds/new/", {"kind": "messaging_optout", "thing": row.pk, "reason": "any reason"}
    )

    assert answer.status_code == 422
    assert not Hold.objects.exists()


def test_a_reason_that_says_what_is_never_kept_is_refused_and_stays_in_the_form(keeper: Person) -> None:
    call = make_call()

    answer = at_work(keeper).post(
        "/keeping/holds/new/", {"kind": "hotline_call", "thing": call.pk, "reason": "she is undocumented"}
    )

    assert "she is undocumented" in answer.content.decode()
    assert not Hold.objects.exists()


def test_the_report_says_how_many_and_the_doubted_clock_is_answered_by_a_person(keeper: Person) -> None:
    client = at_work(keeper)
    make_call()
    remove_at_once()
    stop_removing(timezone.now(), why="pause")

    page = client.get("/keeping/").content.decode()
    client.post("/keeping/clock/")

    assert "does not believe its clock" in page
    assert "your number" in page
    assert ClockSeen.objects.get().wrong_since is None
    assert Entry.objects.filter(verb="removal.clock_confirmed", actor=keeper.pk).exists()


@pytest.mark.parametrize(
    "address", ["/keeping/", "/keeping/holds/new/", "/keeping/demand/", f"/keeping/holds/{UUID(int=7)}/end/"]
)
def test_for_everybody_else_the_pages_do_not_exist(address: str) -> None:
    client = at_work(empower(make_person(), Power.ANSWER))

    assert (client.get(address).status_code, client.post(address).status_code) in {(404, 404), (405, 404), (404, 405)}


def test_the_demand_page_counts_and_keeps_nothing_of_what_was_typed(keeper: Person) -> None:
    make_call()

    answer = at_work(keeper).post("/keeping/demand/", {"about": "413-555-0142"})

    page = answer.content.decode()
    assert "What a demand about this would reach" in page
    assert "hotline.Call" not in page or "guarded: number" in page
    assert not Entry.objects.filter(detail__icontains="0142").exists()
