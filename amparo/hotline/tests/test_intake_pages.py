"""The intake through its page: kept as it is typed, sent once, added and undone, refused kindly, and unknown to outsiders."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amparo.core import clock
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.hotline.enums import CallState, Outcome
from amparo.hotline.models import Call, Intake
from amparo.hotline.selectors.intake import typed_of
from amparo.hotline.tests.factories import make_lead, make_responder
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report, Source
from amparo.response.tests.factories import make_report

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Autosave": "1"}


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    session = client.session
    session["demo"] = True
    session.save()
    return client


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


def make_call(responder: Person) -> Call:
    return Call.objects.create(
        call_sid=uuid4().hex, number="+16175550190", state=CallState.TALKING, language="es", need="now",
        claimed_by=responder, claimed_at=clock.now(),
    )  # fmt: skip


def page_of(call: Call) -> str:
    return reverse("hotline:intake", args=[call.pk])


def typed(**fields: str) -> dict[str, str]:
    return {
        "branch": "street", "town": "Holyoke", "street": "150 High Street", "minutes_ago": "5", "language": "es",
        "activity": "Two stand at a car", "landmark": "by the bakery", "size": "2", "uniform": "", "equipment": "", **fields,
    }  # fmt: skip


def test_opening_the_page_writes_nothing_and_shows_both_languages(client: Client, call: Call) -> None:
    answer = client.get(page_of(call))

    assert answer.status_code == 200
    assert "Tiene derecho a guardar silencio" in answer.text
    assert "You have the right to stay silent" in answer.text
    assert "draft, not yet reviewed" in answer.text
    assert not Intake.objects.exists()


def test_autosave_keeps_what_was_typed_and_finds_the_place(client: Client, call: Call) -> None:
    answer = client.post(page_of(call), {**typed(), "said": ["silent"]}, headers=AUTOSAVE)

    assert answer.status_code == 204
    row = Intake.objects.get(origin=call.pk)
    assert (row.branch, row.town, row.area) == ("street", "Holyoke", "High Street")
    assert row.lat is not None
    assert typed_of(row).street == "150 High Street"
    assert row.said == [{"line": "silent", "version": "2026-11", "languages": ["es", "en"], "reviewed": False}]
    assert "Found: High St 100-199" in client.get(page_of(call) + "?part=found", headers={"HX-Request": "true"}).text


def test_the_moment_of_the_sighting_does_not_move_when_it_is_saved_again(client: Client, call: Call) -> None:
    shown = str(clock.now().timestamp() - 120)

    client.post(page_of(call), typed(shown_at=shown), headers=AUTOSAVE)
    first = Intake.objects.get().observed_at
    client.post(page_of(call), typed(shown_at=shown), headers=AUTOSAVE)

    assert Intake.objects.get().observed_at == first
    assert first is not None
    assert 415 < (clock.now() - first).total_seconds() < 430


def test_pressing_send_twice_makes_one_report_without_a_number_in_its_area(client: Client, call: Call) -> None:
    for _press in range(2):
        assert client.post(page_of(call), {**typed(), "wish": "send"}).status_code == 302

    report = Report.objects.get()
    assert (report.origin, report.area, report.kind) == (call.pk, "High Street", "street")
    assert report.place.reveal() == "150 High Street, by the bakery"
    assert report.sighting == {"size": "2", "activity": "Two stand at a car"}
    assert "Done: dispatch has it" in client.get(page_of(call)).text


def test_a_place_that_is_not_found_is_asked_for_and_never_guessed(client: Client, call: Call) -> None:
    answer = client.post(page_of(call), {**typed(street="by the old mill"), "wish": "send"})

    assert answer.status_code == 422
    assert "We cannot find this place yet" in answer.text
    assert "by the old mill" in answer.text
    assert not Report.objects.exists()
    assert Intake.objects.get().lat is None


def test_a_pin_makes_a_place_known(client: Client, call: Call) -> None:
    pin = {"lat": "42.2050", "lon": "-72.6100"}

    client.post(page_of(call), {**typed(street="by the old mill"), **pin, "wish": "send"})

    report = Report.objects.get()
    assert (report.lat, report.lon, report.precision_m) == (42.205, -72.61, 150)


def test_only_the_town_may_be_said_to_be_known(client: Client, call: Call) -> None:
    client.post(page_of(call), {**typed(street="by the old mill"), "pick": "town", "wish": "send"})

    assert Report.objects.get().precision_m == 4000


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("branch", "", "What is happening?"),
        ("branch", "ufo", "What is happening?"),
        ("town", "", "Town"),
        ("activity", "", "What are they doing?"),
        ("minutes_ago", "", "Seen how many minutes ago?"),
        ("minutes_ago", "-3", "Seen how many minutes ago?"),
        ("minutes_ago", "soon", "Seen how many minutes ago?"),
        ("lat", "91", "Latitude"),
        ("lat", "42", "Longitude"),
        ("street", "x" * 81, "Street or crossing"),
        ("language", "xx", "The caller speaks"),
    ],
)
def test_a_bad_value_is_named_beside_its_field_and_nothing_is_sent(
    client: Client, call: Call, field: str, value: str, complaint: str
) -> None:
    answer = client.post(page_of(call), {**typed(), field: value, "wish": "send"})

    assert answer.status_code == 422
    assert f"{complaint} —" in answer.text
    assert "by the bakery" in answer.text
    assert not Report.objects.exists()


def test_nobody_is_sent_to_a_home_without_asking_the_caller(client: Client, call: Call) -> None:
    unasked = client.post(page_of(call), {**typed(branch="door"), "wish": "send"})
    client.post(page_of(call), {**typed(branch="door", visit_allowed="no"), "wish": "send"})

    assert unasked.status_code == 422
    assert Report.objects.get().visit_allowed is False


@pytest.mark.parametrize(
    "words",
    [
        "He is undocumented",
        "sin papeles",
        "sem papéis",
        "li san papye",
        "A 012-345-678",
        "A012345678",
        "SSN 078-05-1120",
    ],
)
@pytest.mark.parametrize("field", ["activity", "landmark", "street"])
def test_forbidden_words_are_refused_kindly_and_never_kept(client: Client, call: Call, field: str, words: str) -> None:
    saved = client.post(page_of(call), typed(**{field: words}), headers=AUTOSAVE)
    sent = client.post(page_of(call), {**typed(**{field: words}), "wish": "send"})

    assert (saved.status_code, sent.status_code) == (422, 422)
    assert "Please take out" in saved.text
    assert words in sent.text
    row = Intake.objects.get()
    assert row.town == "Holyoke"
    assert words not in (row.sighting.get("activity", ""), typed_of(row).landmark, typed_of(row).street)
    assert not Report.objects.exists()


def test_house_numbers_and_phones_are_no_forbidden_words(client: Client, call: Call) -> None:
    answer = client.post(page_of(call), typed(activity="A 4 door car, 413-555-0123 painted on it"), headers=AUTOSAVE)

    assert answer.status_code == 204


def test_the_same_event_is_offered_added_with_one_press_and_undone(client: Client, call: Call) -> None:
    report = make_report(make_person(), lat=42.2090, lon=-72.6070)
    client.post(page_of(call), typed(), headers=AUTOSAVE)

    offered = client.get(page_of(call) + "?part=found", headers={"HX-Request": "true"}).text
    client.post(page_of(call), {**typed(), "wish": f"attach:{report.pk}"})
    added = Source.objects.filter(report=report).count()
    client.post(reverse("hotline:intake_attachment", args=[call.pk]))

    assert "0 min ago, 0.1 mi" in offered
    assert (added, Source.objects.filter(report=report).count()) == (2, 1)
    assert Intake.objects.get().outcome == ""


def test_a_report_that_was_not_offered_cannot_be_added_to(client: Client, call: Call) -> None:
    far = make_report(make_person(), lat=42.5, lon=-72.2)

    client.post(page_of(call), {**typed(), "wish": f"attach:{far.pk}"})

    assert Source.objects.filter(report=far).count() == 1


@pytest.mark.parametrize(("wish", "outcome"), [("informed", Outcome.INFORMED), ("prank", Outcome.PRANK)])
def test_closing_without_a_report_needs_no_field_and_can_be_undone(
    client: Client, call: Call, wish: str, outcome: str
) -> None:
    client.post(page_of(call), {"wish": wish})
    closed = Intake.objects.get().outcome
    client.post(reverse("hotline:intake_ending", args=[call.pk]))

    assert (closed, Intake.objects.get().outcome) == (outcome, "")


def test_a_late_autosave_changes_nothing_in_a_closed_intake(client: Client, call: Call) -> None:
    client.post(page_of(call), {**typed(), "wish": "send"})

    late = client.post(page_of(call), typed(town="Chicopee"), headers=AUTOSAVE)

    assert (late.status_code, Intake.objects.get().town) == (409, "Holyoke")


def test_what_went_to_dispatch_is_not_taken_back_from_here(client: Client, call: Call) -> None:
    client.post(page_of(call), {**typed(), "wish": "send"})

    client.post(reverse("hotline:intake_ending", args=[call.pk]))

    assert Intake.objects.get().outcome == Outcome.SENT


def test_outsiders_and_other_responders_find_nothing(client: Client, call: Call) -> None:
    client.post(page_of(call), typed(), headers=AUTOSAVE)
    for person in (make_person(), make_responder("es")):
        other = signed_in(Client(), person)
        assert other.get(page_of(call)).status_code == 404
        assert other.post(page_of(call), typed(town="Chicopee"), headers=AUTOSAVE).status_code == 404
        for name in ("intake_attachment", "intake_ending", "intake_owner"):
            assert other.post(reverse(f"hotline:{name}", args=[call.pk])).status_code == 404

    assert Intake.objects.get().town == "Holyoke"
    assert signed_in(Client(), make_lead()).get(page_of(call)).status_code == 200


def test_an_intake_is_handed_over_to_somebody_on_duty(client: Client, call: Call) -> None:
    colleague = make_responder("es")

    client.post(reverse("hotline:intake_owner", args=[call.pk]), {"to": str(colleague.pk)})

    assert Intake.objects.get().by == colleague
    assert signed_in(Client(), colleague).get(page_of(call)).status_code == 200


def test_an_intake_is_not_handed_to_somebody_off_duty(client: Client, call: Call, responder: Person) -> None:
    client.post(page_of(call), typed(), headers=AUTOSAVE)

    client.post(reverse("hotline:intake_owner", args=[call.pk]), {"to": str(make_person().pk)})

    assert Intake.objects.get().by == responder


def test_a_paper_note_pressed_twice_is_one_intake(client: Client, responder: Person) -> None:
    origin = str(uuid4())

    for _press in range(2):
        answer = client.post(reverse("hotline:paper"), {"origin": origin})

    assert answer["Location"] == reverse("hotline:intake", args=[origin])
    client.post(answer["Location"], {**typed(), "wish": "send"})
    assert Report.objects.count() == Intake.objects.count() == 1


def test_a_paper_note_never_stands_for_somebody_elses_call(client: Client, responder: Person) -> None:
    theirs = make_call(make_responder("es"))

    assert client.post(reverse("hotline:paper"), {"origin": str(theirs.pk)}).status_code == 404


def test_an_expired_login_answers_autosave_with_the_login_and_keeps_the_row(client: Client, call: Call) -> None:
    client.post(page_of(call), typed(), headers=AUTOSAVE)
    client.logout()

    answer = client.post(page_of(call), typed(town="Chicopee"), headers=AUTOSAVE)

    assert (answer.status_code, Intake.objects.get().town) == (302, "Holyoke")


def test_changing_the_language_on_the_page_changes_the_call(client: Client, call: Call) -> None:
    client.post(page_of(call), typed(language="pt-BR"), headers=AUTOSAVE)

    call.refresh_from_db()
    script = client.get(page_of(call) + "?part=script&language=es", headers={"HX-Request": "true"})
    assert call.language == "pt-BR"
    assert "Você tem o direito" in script.text
    assert client.get(page_of(call) + "?part=script&language=pt-BR").status_code == 204


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_as_many_queries_for_three_near_reports_as_for_one(
    client: Client, call: Call, count: int, django_assert_max_num_queries: object
) -> None:
    client.post(page_of(call), typed(), headers=AUTOSAVE)
    for _report in range(count):
        make_report(make_person(), lat=42.2090, lon=-72.6070)

    with django_assert_max_num_queries(26):  # type: ignore[operator]
        client.get(page_of(call))


def test_before_anything_is_chosen_the_words_that_help_everybody_are_there(client: Client, call: Call) -> None:
    general = client.get(page_of(call)).text.partition('class="choose-first"')[2].partition("<section")[0]

    assert "No está solo ni sola" in general
    assert "Do not sign anything" in general


def test_the_town_is_not_said_twice_in_the_area(client: Client, call: Call) -> None:
    client.post(page_of(call), typed(street="Nowhere and Somewhere, Holyoke"), headers=AUTOSAVE)

    assert Intake.objects.get().area == "Nowhere & Somewhere"
