"""Letters through the web: filed once as new, the story closed, a code that erases, a flood that turns nobody away."""

import re
from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from amparo.audit.models import Entry
from amparo.core.sealed import close_for, closing_of
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.governance.enums import Power
from amparo.letterbox.codes import hash_of
from amparo.letterbox.forms import letter_of
from amparo.letterbox.models import Letter
from amparo.letterbox.selectors import story_place
from amparo.messaging.inbound import TRIAGE
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.actions.reports import attach_source, move_report
from amparo.response.enums import Basis, ReportState
from amparo.response.errors import NotEnoughToConfirm
from amparo.response.models import Report, Source
from amparo.response.selectors.boards import cards
from amparo.response.tests.factories import with_powers
from tests.opened import words_of

pytestmark = pytest.mark.django_db
PAGE, ERASE = "/report/", "/report/erase/"
STORY = "Mi vecino está en la casa con dos niños"


@pytest.fixture(autouse=True)
def holyoke() -> None:
    TownFactory()
    StreetBlockFactory()


def opened(client: Client) -> str:
    """Open the form as anybody does; the signed name that it carries."""
    found = re.search(r'name="token" value="([^"]+)"', client.get(PAGE).content.decode())
    assert found is not None
    return found[1]


def sends(client: Client, **more: Any) -> Any:
    form = {
        "token": more.pop("token", None) or opened(client), "kind": "street", "town": "Holyoke", "street": "140 High Street",
        "since": "15", "activity": "stopping cars", "story": STORY, **more,
    }  # fmt: skip
    return client.post(PAGE, form)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["demo"] = True
    session.save()
    return client


def code_in(answer: Any) -> str:
    found = re.search(r'<p class="place">([^<]+)</p>', answer.content.decode())
    assert found is not None
    return found[1]


def test_a_letter_is_filed_as_new_with_its_story_closed(client: Client) -> None:
    answer = sends(client)

    letter, report = Letter.objects.get(), Report.objects.get()
    assert answer.status_code == 200
    assert (report.state, report.origin, report.filed_by, report.low) == ("new", letter.pk, None, False)
    assert (report.town, report.area, report.place.reveal()) == ("Holyoke", "High Street", "140 High Street")
    assert report.sighting == {"activity": "stopping cars"}
    assert (report.created_at - report.observed_at).total_seconds() == pytest.approx(900, abs=5)
    assert words_of(letter, "story") == STORY
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text || r::text FROM letterbox_letter l, response_report r")
        assert "vecino" not in cursor.fetchone()[0]


def test_a_story_closed_in_the_browser_is_kept_as_it_came(client: Client) -> None:
    token = opened(client)
    letter = letter_of(token)
    assert letter is not None
    closing = closing_of(TRIAGE)
    closed = close_for([closing.recipient], STORY, place=story_place(letter))

    sends(client, token=token, story="", closed=b64encode(closed).decode(), key=str(closing.key))

    assert bytes(Letter.objects.get().story) == closed
    assert words_of(Letter.objects.get(), "story") == STORY


@pytest.mark.parametrize(
    "wrong", [{"closed": "clear words"}, {"closed": b64encode(b"clear").decode()}, {"key": str(UUID(int=7))}]
)
def test_what_is_not_closed_to_the_circle_is_refused_and_never_kept(client: Client, wrong: dict[str, str]) -> None:
    token, closing = opened(client), closing_of(TRIAGE)
    closed = close_for([closing.recipient], STORY, place=story_place(letter_of(token)))  # type: ignore[arg-type]

    answer = sends(
        client, **{"token": token, "story": "", "closed": b64encode(closed).decode(), "key": str(closing.key), **wrong}
    )

    assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_sent_twice_it_is_one_letter_with_the_same_code(client: Client) -> None:
    token = opened(client)

    codes = {code_in(sends(client, token=token)) for _twice in range(2)}

    assert len(codes) == 1
    assert (Letter.objects.count(), Report.objects.count()) == (1, 1)


@pytest.mark.parametrize("token", ["", "x", str(UUID(int=1)), "ImZvbyI:1abc:xyz"])
def test_only_forms_of_ours_are_taken_and_what_was_typed_stays(client: Client, token: str) -> None:
    answer = client.post(PAGE, {"token": token, "kind": "street", "town": "Holyoke", "since": "0", "story": STORY})

    assert STORY in answer.content.decode()
    assert not Letter.objects.exists()


def test_the_code_erases_everything_that_is_exact_and_tells_nobody_whether_it_was_one(client: Client) -> None:
    code = code_in(sends(client))

    wrong = client.post(ERASE, {"code": "AAAAA-AAAAA"})
    assert Letter.objects.exclude(story=None).exists()
    right = client.post(ERASE, {"code": code.lower().replace("-", " ").replace("0", "o").replace("1", "l")})

    assert (right.status_code, right.content) == (wrong.status_code, wrong.content)
    letter, report = Letter.objects.get(), Report.objects.get()
    assert (letter.story, letter.net, letter.taken_back_at is not None) == (None, "", True)
    assert (report.place, report.area, report.sighting, report.state) == (None, "", {}, "past")
    assert report.precision_m >= 700
    assert report.moves.get().basis == Basis.TAKEN_BACK


def test_the_code_itself_is_nowhere_in_the_database(client: Client) -> None:
    code = code_in(sends(client))

    assert Letter.objects.get().code == hash_of(code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l::text || coalesce(string_agg(e::text, ''), '') FROM letterbox_letter l, audit_entry e GROUP BY l"
        )
        kept = cursor.fetchone()[0]
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_confirmed_report_is_not_closed_by_taking_back(client: Client) -> None:
    code = code_in(sends(client))
    Report.objects.update(state=ReportState.CONFIRMED)

    client.post(ERASE, {"code": code})

    assert (Report.objects.get().state, Report.objects.get().place) == ("confirmed", None)


def test_any_number_of_letters_and_one_call_confirm_nothing(client: Client) -> None:
    for _n in range(3):
        sends(client)
    first, *others = Report.objects.order_by("created_at")
    for other in others:
        Report.objects.filter(pk=other.pk).update(same_as=first)
    verifier = make_person()
    attach_source(first, origin=UUID(int=5), by=verifier, caller="a" * 32)

    with pytest.raises(NotEnoughToConfirm):
        move_report(first, to=ReportState.CONFIRMED, basis=Basis.TWO_SOURCES, by=verifier)

    assert set(Source.objects.values_list("caller", flat=True)) == {"web", "a" * 32}
    attach_source(first, origin=UUID(int=6), by=verifier, caller="b" * 32)
    move_report(first, to=ReportState.CONFIRMED, basis=Basis.TWO_SOURCES, by=verifier)


def test_a_flood_is_asked_a_small_sum_loses_nobody_and_stands_after_the_others(client: Client) -> None:
    for _n in range(3):
        sends(client)
    token = opened(client)

    asked = sends(client, token=token)
    page = asked.content.decode()
    assert (asked.status_code, Letter.objects.count()) == (422, 3)
    assert STORY in page
    first, second = map(int, re.findall(r"How much is (\d+) and (\d+)", page)[0])
    signed = re.findall(r'name="sum" value="([^"]+)"', page)[0]
    assert sends(client, token=token, sum=signed, answer="0").status_code == 422
    assert sends(client, token=token, sum=signed, answer=str(first + second)).status_code == 200

    assert list(Report.objects.order_by("created_at").values_list("low", flat=True)) == [False, False, False, True]
    assert [card.report.low for card in cards()] == [False, False, False, True]
    assert sends(Client(REMOTE_ADDR="198.51.100.7")).status_code == 200, "from elsewhere nothing is asked"


def test_from_where_letters_came_is_kept_as_a_hash_of_a_neighbourhood(client: Client, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    nets = []
    for address in ("198.51.100.7", "198.51.100.200", "198.51.101.7"):
        sends(Client(headers={"X-Forwarded-For": f"10.9.9.9, {address}"}))
        nets.append(Letter.objects.latest("created_at").net)

    assert nets[0] == nets[1] != nets[2]
    assert all(len(net) == 32 and "198" not in net[:3] for net in nets)


@pytest.mark.parametrize("field", ["street", "activity"])
def test_words_about_papers_are_refused_where_they_would_stand_open(client: Client, field: str) -> None:
    answer = sends(client, **{field: "he is undocumented"})

    assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_a_town_that_nobody_knows_is_asked_for_again_and_a_street_that_nobody_knows_is_not(client: Client) -> None:
    assert sends(client, town="Holyok").status_code == 422
    assert sends(client, street="Nowhere Lane").status_code == 200
    assert Report.objects.get().town == "Holyoke"


def test_the_page_sets_no_cookie_fetches_nothing_from_elsewhere_and_is_small(client: Client) -> None:
    for address in (PAGE, ERASE):
        answer = client.get(address)
        page = answer.content.decode()
        assert not answer.cookies
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not re.findall(r'(?:src|href)="https?://(?!www\.weather\.gov)', page)
        assert "textarea" not in page or page.count('autocomplete="off"') >= 4


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Leave quickly"), ("es", "Salir"), ("pt-br", "Sair"), ("ht", "Kite")]
)
def test_it_speaks_four_languages(client: Client, language: str, word: str) -> None:
    page = client.get(f"{PAGE}?lang={language}").content.decode()

    assert f'<html class="large" lang="{language}"' in page
    assert word in page


def test_the_story_is_read_by_people_who_answer_or_dispatch_and_that_is_written_down(client: Client) -> None:
    sends(client)
    letter = Letter.objects.get()
    address = reverse("letterbox:story", args=[letter.pk])
    reader, outsider = with_powers(make_person(), Power.DISPATCH), make_person()

    assert signed_in(outsider).get(address).status_code == 404
    here = signed_in(reader)
    assert STORY in here.get(address).content.decode()
    report_page = here.get(reverse("response:report", args=[Report.objects.get().pk])).content.decode()

    assert address in report_page
    assert "it supports, and does not count" in report_page
    assert Entry.objects.get(verb="letter.read").actor == reader.pk
