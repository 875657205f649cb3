"""The secret link: looking never acts, the place is for who goes, for two hours; every look leaves a trace."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import number_of
from amparo.response.actions.activations import activate
from amparo.response.actions.endings import end_activation
from amparo.response.models import Activation, Ask, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder

pytestmark = pytest.mark.django_db
SECRET = "12 High Street, second door"


@pytest.fixture
def responder() -> Person:
    return make_responder(language="es")


@pytest.fixture
def activation(report: Report, dispatcher: Person, responder: Person) -> Activation:
    make_responder()
    return activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatcher)


@pytest.fixture
def link(activation: Activation, responder: Person) -> str:
    return f"/response/p/{activation.asks.get(person=responder).link}"


def look(link: str) -> str:
    return Client().get(link).content.decode()


def state(responder: Person) -> str:
    return Ask.objects.get(person=responder).state


def test_looking_never_acts_and_shows_no_place_before_going(link: str, responder: Person) -> None:
    preview = Client(headers={"User-Agent": "WhatsApp/2.2 preview"})
    for address in (link, link + "?got=going", link + "?lang=en"):
        assert preview.get(address).status_code == 200
        assert preview.head(address).status_code == 200

    assert state(responder) == "asked"
    page = look(link)
    assert SECRET not in page
    assert "High Street" not in page
    assert Entry.objects.filter(verb="place.looked_at", actor=responder.pk, detail__shown=False).count() == 7


@pytest.mark.parametrize("method", ["options", "put", "patch", "delete", "trace"])
def test_only_a_post_acts_and_other_methods_say_nothing_of_the_place(link: str, responder: Person, method: str) -> None:
    before = Ask.objects.values().get(person=responder)

    answer = Client().generic(method.upper(), link, "got=going", content_type=wire.FORM)

    assert (answer.status_code, answer.content) == (405, b"")
    assert Ask.objects.values().get(person=responder) == before
    assert Client().head(link + "?got=going").content == b""
    assert Ask.objects.values().get(person=responder) == before


def test_a_prefetch_of_somebody_who_goes_changes_no_state(link: str, responder: Person) -> None:
    wire.text(number_of(responder), "1")
    before = Ask.objects.values().get(person=responder)
    ahead = Client(headers={"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch"})

    for address in (link, link + "?got=home_safe", link + "?got=arrived"):
        assert ahead.get(address).status_code == 200
        assert ahead.head(address).status_code == 200

    assert Ask.objects.values().get(person=responder) == before
    assert list(Ask.objects.get(person=responder).answers.values_list("got", flat=True)) == ["going"]


def test_going_by_the_page_shows_the_place_in_the_persons_language(link: str, responder: Person) -> None:
    answer = Client().post(link, {"got": "going"}, follow=True)

    page = answer.content.decode()
    assert SECRET in page
    assert 'lang="es"' in page
    assert "no-referrer" in answer["Referrer-Policy"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "<script" not in page
    assert state(responder) == "going"
    assert Entry.objects.filter(verb="place.looked_at", actor=responder.pk, detail__shown=True).count() == 1
    assert 'lang="en"' in look(link + "?lang=en")


def test_the_place_dies_after_two_hours(link: str, responder: Person) -> None:
    wire.text(number_of(responder), "1")
    assert SECRET in look(link)

    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert SECRET not in look(link)


@pytest.mark.parametrize("words", ["2", "5"])
def test_the_place_is_gone_when_the_person_is_not_out_any_more(link: str, responder: Person, words: str) -> None:
    wire.text(number_of(responder), "1")
    wire.text(number_of(responder), words)

    assert SECRET not in look(link)


def test_after_the_end_only_home_safe_is_left(
    link: str, activation: Activation, responder: Person, dispatcher: Person
) -> None:
    wire.text(number_of(responder), "1")
    end_activation(activation, kind="stood_down", by=dispatcher)

    assert SECRET not in look(link)
    Client().post(link, {"got": "home_safe"})
    assert state(responder) == "home_safe"


def test_the_whole_way_by_buttons(link: str, responder: Person) -> None:
    seen = []
    for got in ("going", "arrived", "help", "home_safe"):
        Client().post(link, {"got": got})
        seen.append(state(responder))

    assert seen == ["going", "arrived", "help", "home_safe"]


def test_a_button_that_is_not_ours_changes_nothing(link: str, responder: Person) -> None:
    assert Client().post(link, {"got": "stop"}).status_code == 302
    assert state(responder) == "asked"


def test_guessing_is_slowed_and_the_right_link_still_opens(link: str) -> None:
    browser = Client()
    tries = [browser.get(f"/response/p/guess{n}").status_code for n in range(25)]

    assert set(tries[:20]) == {404}
    assert set(tries[20:]) == {429}
    assert browser.get(link).status_code == 200


def test_the_link_of_somebody_who_left_the_network_opens_nothing(link: str, responder: Person) -> None:
    Person.objects.filter(pk=responder.pk).update(is_active=False)

    assert Client().get(link).status_code == 404


def test_the_place_says_each_word_once_and_its_sentence_ends_with_one_stop(
    activation: Activation, link: str, responder: Person
) -> None:
    wire.text(number_of(responder), "1")
    told = activation.report
    told.place, told.area = "High Street y Cabot Street, Holyoke", "High Street"
    told.save()

    for language in ("en", "es", "pt-BR", "ht"):
        page = look(f"{link}?lang={language}")

        main = page.split("<h1>")[1].split("<form")[0]
        assert main.count("High Street") == 1, language
        assert main.count("Holyoke") == 2, "in the heading and in the place"
        assert ".." not in main, language


def test_after_the_end_nothing_is_offered_to_who_said_maybe(
    activation: Activation, dispatcher: Person, link: str, responder: Person
) -> None:
    wire.text(number_of(responder), "quizás en dos horas")
    assert state(responder) == "conditional"
    end_activation(activation, kind="stood_down", by=dispatcher)

    page = look(f"{link}?lang=en")

    assert ("Maybe later" in page, "Not needed" in page, "It is over" in page) == (False, True, True)
    assert "<button" not in page.split("<form method")[1]
