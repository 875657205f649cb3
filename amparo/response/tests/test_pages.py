"""The pages, asked by those who may, by those who may not, and with much in them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.core import clock
from amparo.messaging.models import CarrierHealth, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, number_of
from amparo.response.actions.activations import activate, raise_alarm
from amparo.response.models import Activation, Answer, Ask, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_report, make_responder

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TWO = {"purpose": "send", "lead": "0", "documenter": "0", "language": "0", "observer": "2", "radius_km": "15"}


def open_two(report: Report, dispatcher: Person) -> Activation:
    return activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatcher)


def test_an_outsider_finds_none_of_the_pages(
    report: Report, dispatcher: Person, outsider: Person, as_person: SignIn
) -> None:
    people = [make_responder(), make_responder()]
    activation = open_two(report, dispatcher)
    wire.text(number_of(people[0]), "hmm")
    alarm = raise_alarm(activation, kind="people")
    browser, ask = as_person(outsider), Ask.objects.first()
    assert ask is not None
    answer = Answer.objects.get()

    for name, args, posts in (
        ("board", (), False), ("past", (), False), ("report", (report.pk,), False), ("quota", (report.pk,), False),
        ("choice", (report.pk,), False), ("activation", (activation.pk,), False), ("ask_answer", (ask.pk,), False),
        ("activation_ending", (activation.pk,), False), ("activation_correction", (activation.pk,), False),
        ("alarm_taking", (alarm.pk,), True), ("report_move", (report.pk,), True), ("report_place", (report.pk,), True),
        ("report_consent", (report.pk,), True), ("report_presence", (report.pk,), True),
        ("report_joining", (report.pk, report.pk), True), ("report_parting", (report.pk,), True),
        ("activation_opening", (report.pk,), True), ("activation_wave", (activation.pk,), True),
        ("activation_stopping", (activation.pk,), True), ("activation_ending", (activation.pk,), True),
        ("ask_answer", (ask.pk,), True), ("answer_reading", (answer.pk,), True),
    ):  # fmt: skip
        address = reverse(f"response:{name}", args=args)
        found = browser.post(address, {"kind": "stood_down"}) if posts else browser.get(address)
        assert found.status_code == 404, name
        stranger = Client().post(address) if posts else Client().get(address)
        assert stranger.status_code == 302
        assert stranger["Location"].startswith("/account/login/")
    assert Activation.objects.open().exists()


def test_a_verifier_sees_the_board_but_sends_nobody(
    report: Report, dispatcher: Person, verifier: Person, as_person: SignIn
) -> None:
    activation = open_two(report, dispatcher)
    browser = as_person(verifier)

    assert browser.get("/response/").status_code == 200
    assert browser.get(f"/response/activations/{activation.pk}/").status_code == 200
    for name in ("activation_wave", "activation_stopping", "activation_ending"):
        assert browser.post(reverse(f"response:{name}", args=[activation.pk])).status_code == 404
    assert browser.post(reverse("response:report_place", args=[report.pk])).status_code == 404


def test_the_board_reads_like_sentences_and_says_what_is_not_verified(
    reporter: Person, dispatcher: Person, as_person: SignIn
) -> None:
    make_report(reporter, town="Springfield", area="Main Street")

    page = as_person(dispatcher).get("/response/").content.decode()

    assert "Springfield · Main Street" in page
    assert "not verified" in page
    assert "unverified" in page
    assert "second door" not in page


def test_the_exact_place_is_shown_after_a_look_that_is_written_down(
    report: Report, dispatcher: Person, as_person: SignIn
) -> None:
    browser, address = as_person(dispatcher), f"/response/reports/{report.pk}/"
    assert "second door" not in browser.get(address).content.decode()

    shown = browser.post(address + "place/").content.decode()

    assert "12 High Street, second door" in shown
    assert Entry.objects.filter(verb="report.place_seen", actor=dispatcher.pk, subject=str(report.pk)).count() == 1
    assert "second door" not in browser.get(address).content.decode()


def test_a_refused_move_is_a_sentence(reporter: Person, dispatcher: Person, as_person: SignIn) -> None:
    report = make_report(reporter)

    page = as_person(dispatcher).post(
        f"/response/reports/{report.pk}/move/", {"before": "new", "to": "confirmed", "basis": "two_sources"}, follow=True
    )  # fmt: skip

    assert "Not enough yet" in page.content.decode()
    report.refresh_from_db()
    assert report.state == "new"


def test_a_move_on_an_old_page_is_refused(reporter: Person, dispatcher: Person, as_person: SignIn) -> None:
    report = make_report(reporter)
    Report.objects.filter(pk=report.pk).update(state="confirmed")

    page = as_person(dispatcher).post(
        f"/response/reports/{report.pk}/move/", {"before": "new", "to": "false_alarm", "basis": "asked"}, follow=True
    )  # fmt: skip

    assert "Somebody else moved this report" in page.content.decode()
    report.refresh_from_db()
    assert report.state == "confirmed"


def test_from_the_report_to_people_asked_in_three_presses(
    report: Report, dispatcher: Person, as_person: SignIn
) -> None:
    people = [make_responder("lead"), make_responder("documenting"), make_responder("documenting"), make_responder()]
    spanish = make_responder(language="es")
    browser = as_person(dispatcher)

    first = browser.get(f"/response/reports/{report.pk}/quota/")
    preset = {name: first.context["form"][name].value() for name in first.context["form"].fields}
    second = browser.get(f"/response/reports/{report.pk}/choice/", preset)
    third = browser.post(f"/response/reports/{report.pk}/activation/", preset, follow=True)

    assert f"Ask {len(second.context['asked'])} people" in second.content.decode()
    assert {ask.person_id for ask in Ask.objects.all()} == {each[0].pk for each in second.context["asked"]}
    assert {ask.person for ask in Ask.objects.all()} >= {people[0], spanish}
    assert "never block, touch or follow" in third.content.decode()
    assert OutgoingMessage.objects.count() == Ask.objects.count()


def test_pressing_twice_asks_once(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    for _n in range(4):
        make_responder()
    browser = as_person(dispatcher)

    pages = [browser.post(f"/response/reports/{report.pk}/activation/", TWO, follow=True) for _press in range(2)]

    assert Activation.objects.count() == 1
    assert OutgoingMessage.objects.count() == 4
    assert [page.redirect_chain[-1][0] for page in pages] == [
        f"/response/activations/{Activation.objects.get().pk}/"
    ] * 2
    assert "Nobody was asked twice" in pages[1].content.decode()


def test_why_each_other_person_is_not_asked_is_shown(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    make_responder(), make_responder()
    minor = make_responder(display_name="Young One", lat=report.lat, lon=report.lon)
    Person.objects.filter(pk=minor.pk).update(is_adult=False)

    page = as_person(dispatcher).get(f"/response/reports/{report.pk}/choice/", TWO)

    assert [(each[0], str(each[2])) for each in page.context["passed"]] == [(minor, "not an adult")]
    assert "Young One" in page.content.decode()


def test_nobody_is_sent_to_a_home_before_the_caller_agreed(
    reporter: Person, dispatcher: Person, as_person: SignIn
) -> None:
    report = make_report(reporter, visit_allowed=None)
    make_responder("verifying"), make_responder("verifying")
    browser, verify = as_person(dispatcher), {"purpose": "verify", "verifier": "2", "radius_km": "15"}

    refused = browser.post(f"/response/reports/{report.pk}/activation/", verify, follow=True)
    assert "whether people may come to the home" in refused.content.decode()
    assert not Activation.objects.exists()

    browser.post(f"/response/reports/{report.pk}/consent/", {"allowed": "yes"})
    browser.post(f"/response/reports/{report.pk}/activation/", verify)
    assert Activation.objects.exists()


def test_reading_a_page_changes_nothing(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    for _n in range(3):
        make_responder()
    activation = open_two(report, dispatcher)
    browser = as_person(dispatcher)
    before = (Entry.objects.count(), OutgoingMessage.objects.count(), Ask.objects.count())

    for address in (
        "/response/", "/response/past/", f"/response/reports/{report.pk}/", f"/response/reports/{report.pk}/quota/",
        f"/response/activations/{activation.pk}/", f"/response/activations/{activation.pk}/ending/",
        f"/response/asks/{Ask.objects.all()[0].pk}/answer/",
    ):  # fmt: skip
        assert browser.get(address, {"kind": "stood_down", "got": "going"}).status_code == 200
    for name in ("activation_wave", "activation_stopping"):
        assert browser.get(reverse(f"response:{name}", args=[activation.pk])).status_code == 405

    assert (Entry.objects.count(), OutgoingMessage.objects.count(), Ask.objects.count()) == before


def test_the_board_needs_as_many_questions_for_one_report_as_for_four(
    reporter: Person, dispatcher: Person, as_person: SignIn
) -> None:
    browser = as_person(dispatcher)
    counts = []
    for more in (1, 3):
        for _n in range(more):
            people = [make_responder(), make_responder()]
            open_two(make_confirmed_report(reporter, dispatcher), dispatcher)
            wire.text(number_of(people[0]), "hmm")
        browser.get("/response/")
        with CaptureQueriesContext(
            connection,
        ) as questions:
            browser.get("/response/")
        counts.append(len(questions))

    assert counts[0] == counts[1]


def test_the_activation_needs_as_many_questions_for_two_people_as_for_eight(
    report: Report, dispatcher: Person, as_person: SignIn
) -> None:
    browser = as_person(dispatcher)
    make_responder(), make_responder()
    activation = open_two(report, dispatcher)
    counts = []
    browser.get(f"/response/activations/{activation.pk}/")  # the first look of a session notes its device
    for _round in range(2):
        with CaptureQueriesContext(connection) as questions:
            browser.get(f"/response/activations/{activation.pk}/")
        counts.append(len(questions))
        for _n in range(6):
            Ask.objects.create(activation=activation, person=make_person(), role="observer", wave=2, distance_m=900)

    assert counts[0] == counts[1]


def test_each_part_of_a_page_is_answered_alone(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    make_responder(), make_responder()
    activation = open_two(report, dispatcher)
    raise_alarm(activation, kind="people")
    CarrierHealth.objects.update_or_create(name="texts", defaults={"trouble_since": clock.ago(seconds=5)})
    browser = as_person(dispatcher)

    for address, part, words in (
        ("/response/", "board-house", "The carrier does not take our texts"), ("/response/", "board-news", "I have it"),
        ("/response/", "board-cards", "Holyoke · High Street"), ("/response/", "board-map", "Still out"),
        (f"/response/activations/{activation.pk}/", "activation-texts", "Undo"),
        (f"/response/activations/{activation.pk}/", "activation-body", "Who is needed"),
    ):  # fmt: skip
        answer = browser.get(address, headers={"HX-Request": "true", "HX-Target": part}).content.decode()
        assert f'id="{part}"' in answer
        assert words in answer
        assert "<html" not in answer


def test_an_unknown_id_is_not_found(dispatcher: Person, as_person: SignIn) -> None:
    browser = as_person(dispatcher)

    for name in ("report", "activation", "ask_answer"):
        assert browser.get(reverse(f"response:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("people", [2, 12])
def test_asking_needs_a_bounded_number_of_questions_however_many_are_asked(
    people: int, report: Report, dispatcher: Person, as_person: SignIn
) -> None:
    for _n in range(people):
        make_responder("lead", "documenting", "driving", speaks=["es"])
    browser, address = as_person(dispatcher), f"/response/reports/{report.pk}/activation/"
    form = {
        "purpose": "send",
        "lead": 1,
        "language": 1,
        "spoken": "es",
        "driver": 1,
        "observer": people,
        "radius_km": 15,
    }
    browser.get("/response/")

    with CaptureQueriesContext(connection) as questions:
        browser.post(address, form)

    assert Ask.objects.count() == people
    assert len(questions) <= 50
