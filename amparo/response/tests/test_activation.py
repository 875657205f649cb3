"""From a confirmed report to the last "home safe", with answers through the carrier's signed webhook."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from amparo.messaging.enums import State
from amparo.messaging.models import OptOut, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.selectors import texting_indexes
from amparo.people.tests.factories import make_person, number_of
from amparo.response.actions.activations import activate
from amparo.response.actions.endings import end_activation
from amparo.response.actions.reports import move_report
from amparo.response.enums import AskState
from amparo.response.errors import (
    AlreadyActive,
    MoveNotAllowed,
    NotConfirmed,
    NotEnoughToConfirm,
    ReporterCannotVerify,
    TooFewPeople,
)
from amparo.response.models import Activation, Alarm, Answer, Ask, CheckIn, LadderStep, Report
from amparo.response.selectors.choosing import Wish, choose
from amparo.response.selectors.eligible import why_not
from amparo.response.tests.factories import make_confirmed_report, make_report, make_responder
from amparo.response.ticks import climb_ladders, count_missed_check_ins, send_check_ins, watch_the_watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter() -> Person:
    return make_person()


@pytest.fixture
def dispatcher() -> Person:
    return make_person()


@pytest.fixture
def report(reporter: Person, dispatcher: Person) -> Report:
    return make_confirmed_report(reporter, dispatcher)


def texts_to(person: Person) -> list[str]:
    index = texting_indexes([person.pk])[person.pk]
    return list(OutgoingMessage.objects.filter(index=index).order_by("created_at").values_list("template", flat=True))


def state_of(person: Person) -> str:
    return Ask.objects.filter(person=person).latest("created_at").state


def hand_over() -> None:
    """The sender hands over everything that waits."""
    OutgoingMessage.objects.filter(state=State.WAITING).update(state=State.HANDED_OVER)


def open_with(report: Report, dispatcher: Person, *wishes: Wish) -> Activation:
    return activate(report, purpose="send", wishes=wishes or (Wish("observer", 2),), radius_km=15, by=dispatcher)


def test_the_reporter_never_verifies(reporter: Person) -> None:
    report = make_report(reporter)

    with pytest.raises(ReporterCannotVerify):
        move_report(report, to="checking", basis="asked", by=reporter)
    with pytest.raises(ReporterCannotVerify):
        move_report(report, to="confirmed", basis="two_sources", by=reporter)


def test_one_persons_word_confirms_nothing(reporter: Person, dispatcher: Person) -> None:
    report = make_report(reporter)

    for basis in ("present", "two_sources", "asked"):
        with pytest.raises(NotEnoughToConfirm):
            move_report(report, to="confirmed", basis=basis, by=dispatcher)
    with pytest.raises(NotConfirmed):
        open_with(report, dispatcher)


def test_a_move_that_is_not_foreseen_is_refused(report: Report, dispatcher: Person) -> None:
    with pytest.raises(MoveNotAllowed):
        move_report(report, to="new", basis="time", by=dispatcher)


def test_a_report_from_one_call_is_one_report_however_often_it_is_sent(reporter: Person) -> None:
    first = make_report(reporter)
    again = make_report(reporter)

    assert first.pk != again.pk
    assert Report.objects.count() == 2


def test_a_verifier_who_is_there_confirms(reporter: Person, dispatcher: Person) -> None:
    report = make_report(reporter)
    verifiers = [make_responder("verifying"), make_responder("verifying")]
    activate(report, purpose="verify", wishes=[Wish("verifier", 2)], radius_km=15, by=dispatcher)

    wire.text(number_of(verifiers[0]), "1")
    wire.text(number_of(verifiers[0]), "3")
    move_report(report, to="confirmed", basis="present", by=dispatcher)

    assert report.moves.get().basis == "present"


def test_nobody_goes_alone_and_one_activation_is_enough(report: Report, dispatcher: Person) -> None:
    make_responder()

    with pytest.raises(TooFewPeople):
        open_with(report, dispatcher, Wish("observer", 1))
    open_with(report, dispatcher)
    with pytest.raises(AlreadyActive):
        open_with(report, dispatcher)


def test_the_nearest_are_asked_in_their_language_without_content(report: Report, dispatcher: Person) -> None:
    near = make_responder(language="es", lat=report.lat + 0.001)
    far = [make_responder(lat=report.lat + 0.01 * n) for n in range(1, 6)]
    outside = make_responder(lat=report.lat + 1.0)

    open_with(report, dispatcher)

    asked = set(Ask.objects.values_list("person", flat=True))
    assert near.pk in asked
    assert far[4].pk not in asked
    assert outside.pk not in asked
    body = OutgoingMessage.objects.get(index=texting_indexes([near.pk])[near.pk]).body.reveal()
    assert "Holyoke" in body
    assert "nunca interferir" in body
    assert "High Street" not in body
    assert "A1" in body


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_adult": False}, "minor"), ({"snoozed_until": timezone.now() + timedelta(hours=1)}, "snoozed")],
)
def test_whoever_cannot_be_asked_has_a_reason(report: Report, change: dict[str, object], reason: str) -> None:
    person = make_responder()
    Person.objects.filter(pk=person.pk).update(**change)

    assert why_not([person.pk], report, timezone.now()) == {person.pk: reason}


def test_who_opted_out_is_left_out_and_counted(report: Report) -> None:
    person = make_responder()
    OptOut.objects.create(index=texting_indexes([person.pk])[person.pk], source="word")

    choice = choose(report, [Wish("observer", 2)], radius_km=15)

    assert choice.chosen == []
    assert choice.left_out == {"opted_out": 1}
    assert choice.missing == {"observer": 2}


def test_a_lapsed_certificate_does_not_count(report: Report) -> None:
    person = make_responder("lead")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        choice = choose(report, [Wish("observer", 2), Wish("lead", 1)], radius_km=15)

    assert person.pk not in [candidate.person for candidate, _role in choice.chosen]


def test_going_gets_the_place_and_at_quota_the_others_are_thanked(report: Report, dispatcher: Person) -> None:
    people = [make_responder(lat=report.lat + 0.001 * n) for n in range(4)]
    open_with(report, dispatcher)
    hand_over()

    for person in people[:2]:
        wire.text(number_of(person), "A1")

    assert [state_of(person) for person in people] == ["going", "going", "covered", "covered"]
    assert texts_to(people[0]) == ["activation.ask", "activation.going"]
    assert texts_to(people[3])[-1] == "activation.covered"
    wire.text(number_of(people[2]), "1")
    assert state_of(people[2]) == "covered"


def test_a_copy_of_an_answer_changes_nothing(report: Report, dispatcher: Person) -> None:
    people = [make_responder(), make_responder()]
    open_with(report, dispatcher)
    message = wire.sid()

    for _copy in range(3):
        assert wire.text(number_of(people[0]), "1", message=message).status_code == 200

    assert Answer.objects.count() == 1
    assert texts_to(people[0]) == ["activation.ask", "activation.going"]


def test_whoever_declines_is_replaced_at_once(report: Report, dispatcher: Person) -> None:
    people = [make_responder(lat=report.lat + 0.001 * n) for n in range(6)]
    open_with(report, dispatcher)
    assert Ask.objects.count() == 4

    for person in people[:2]:
        wire.text(number_of(person), "no puedo")

    assert state_of(people[0]) == "cannot"
    assert Ask.objects.filter(person__in=people[4:]).exists()


def test_unclear_and_later_go_to_a_person(report: Report, dispatcher: Person) -> None:
    people = [make_responder(), make_responder()]
    open_with(report, dispatcher)

    wire.text(number_of(people[0]), "yes in 2 hours")
    wire.text(number_of(people[1]), "hmm")

    assert state_of(people[0]) == "conditional"
    assert state_of(people[1]) == "unclear"
    assert texts_to(people[0])[-1] == "activation.conditional"


def test_an_emergency_pages_the_lead_before_anything_else(report: Report, dispatcher: Person) -> None:
    person, _other = make_responder(), make_responder()
    open_with(report, dispatcher)

    wire.text(number_of(person), "they arrested Tom, he is hurt")

    assert Alarm.objects.get().kind == "emergency"
    assert texts_to(person)[-1] == "activation.alarm"


def test_with_two_activations_open_an_answer_without_its_letter_is_asked_back(
    report: Report, dispatcher: Person, reporter: Person
) -> None:
    person, other = make_responder(), make_responder()
    open_with(report, dispatcher)
    open_with(make_confirmed_report(reporter, dispatcher), dispatcher)

    wire.text(number_of(person), "1")
    assert texts_to(person)[-1] == "activation.which"
    wire.text(number_of(person), "B1")

    states = {ask.activation.letter: ask.state for ask in Ask.objects.filter(person=person)}
    assert states == {"A": "asked", "B": "going"}
    assert other.pk != person.pk


def test_a_cry_for_help_needs_no_letter_and_goes_to_where_the_person_is_out(
    report: Report, dispatcher: Person, reporter: Person
) -> None:
    person = make_responder()
    open_with(report, dispatcher)
    open_with(make_confirmed_report(reporter, dispatcher), dispatcher)
    wire.text(number_of(person), "B1")

    wire.text(number_of(person), "I need help")

    alarm = Alarm.objects.get()
    assert alarm.activation is not None
    assert (alarm.kind, alarm.activation.letter) == ("help", "B")


def test_the_ladder_widens_and_rings_the_lead_and_stops_when_enough_go(report: Report, dispatcher: Person) -> None:
    activation = open_with(report, dispatcher)
    with time_machine.travel(timezone.now() + timedelta(minutes=3, seconds=1)):
        climb_ladders()
        activation.refresh_from_db()
        assert activation.radius_km == 30
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        climb_ladders()
        assert Alarm.objects.get().kind == "people"
    assert not LadderStep.objects.filter(done_at=None).exists()


def test_a_step_a_minute_late_is_an_alarm(report: Report, dispatcher: Person) -> None:
    open_with(report, dispatcher)

    with time_machine.travel(timezone.now() + timedelta(minutes=4, seconds=1)):
        watch_the_watch()

    assert Alarm.objects.get().kind == "late"


def test_two_missed_check_ins_raise_an_alarm_and_an_answer_ends_them(report: Report, dispatcher: Person) -> None:
    person, _other = make_responder(), make_responder()
    open_with(report, dispatcher)
    wire.text(number_of(person), "1")
    start = timezone.now()

    for minutes in (21, 42):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            send_check_ins()
            count_missed_check_ins()
    assert not Alarm.objects.exists()
    with time_machine.travel(start + timedelta(minutes=52, seconds=1)):
        count_missed_check_ins()

    assert Alarm.objects.get().kind == "missed"
    assert state_of(person) == "missed"
    wire.text(number_of(person), "1")
    assert state_of(person) == "going"
    assert not CheckIn.objects.filter(answered_at=None).exclude(sent_at=None).exists()


def test_stand_down_reaches_exactly_those_who_were_told(report: Report, dispatcher: Person) -> None:
    people = [make_responder(lat=report.lat + 0.001 * n) for n in range(5)]
    activation = open_with(report, dispatcher)
    hand_over()
    wire.text(number_of(people[0]), "1")

    end_activation(activation, kind="stood_down", by=dispatcher)

    assert texts_to(people[0])[-1] == "activation.stand_down"
    assert texts_to(people[1])[-1] == "activation.over"
    assert texts_to(people[4]) == []
    wire.text(number_of(people[0]), "5")
    assert state_of(people[0]) == AskState.HOME_SAFE
    assert texts_to(people[0])[-1] == "activation.home_safe"


def test_a_correction_reaches_those_who_said_no_too(report: Report, dispatcher: Person) -> None:
    people = [make_responder(), make_responder()]
    activation = open_with(report, dispatcher)
    hand_over()
    wire.text(number_of(people[0]), "2")

    end_activation(activation, kind="false_alarm", by=dispatcher)

    assert [texts_to(person)[-1] for person in people] == ["activation.false_alarm"] * 2


def test_a_letter_is_free_again_when_everybody_is_home(report: Report, dispatcher: Person, reporter: Person) -> None:
    person, _other = make_responder(), make_responder()
    first = open_with(report, dispatcher)
    wire.text(number_of(person), "1")
    end_activation(first, kind="stood_down", by=dispatcher)

    second = open_with(make_confirmed_report(reporter, dispatcher), dispatcher)
    assert second.letter == "B"
    wire.text(number_of(person), "A5")
    third_report = make_confirmed_report(reporter, dispatcher)
    third = open_with(third_report, dispatcher)

    assert third.letter == "A"


def test_help_as_a_word_reaches_the_lead_and_gets_the_standard_answer(report: Report, dispatcher: Person) -> None:
    person, _other = make_responder(), make_responder()
    open_with(report, dispatcher)
    wire.text(number_of(person), "1")

    wire.text(number_of(person), "HELP")

    assert state_of(person) == "help"
    assert Alarm.objects.get().kind == "help"
    assert "word.help" in texts_to(person)


def test_filing_with_the_same_origin_twice_makes_one_report(reporter: Person) -> None:
    from amparo.core import clock
    from amparo.response.actions.reports import file_report

    origin = uuid4()
    made = [
        file_report(
            origin, by=reporter, kind="door", town="Holyoke", area="", lat=42.2, lon=-72.6, precision_m=0, place="",
            observed_at=clock.now(), language="es", sighting={}, visit_allowed=None,
        )
        for _press in range(2)
    ]  # fmt: skip

    assert made[0].pk == made[1].pk
    assert Report.objects.count() == 1
