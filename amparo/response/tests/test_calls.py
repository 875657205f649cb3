"""People who are asked by a call: through the carrier's signed webhooks, from the first ring to home safe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.messaging.enums import CallWish, State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.outbox.claims import claim_orders
from amparo.messaging.tests import wire
from amparo.people.actions import choose_channels
from amparo.people.enums import AskedBy, ContactStatus
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import number_of
from amparo.people.ways import OWN_PAGE
from amparo.response.actions.activations import activate, stop_asking
from amparo.response.actions.endings import correct_ended, end_activation
from amparo.response.errors import ActivationOver
from amparo.response.models import Activation, Alarm, Answer, Ask, AskCall, Report
from amparo.response.selectors.asks import told
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder
from amparo.response.ticks import send_check_ins

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def make_called(asked_by: AskedBy = AskedBy.CALL, *, landline: bool = False, **fields: object) -> Person:
    """A trained person who chose to be called."""
    person = make_responder(**fields)
    choose_channels(person, asked_by=asked_by, wording="test", language="en", source=OWN_PAGE, by=person)
    if landline:
        ContactPoint.objects.filter(owners=person).update(status=ContactStatus.LANDLINE)
    return person


def open_with(report: Report, by: Person, wanted: int = 2) -> Activation:
    return activate(report, purpose="send", wishes=[Wish("observer", wanted)], radius_km=15, by=by)


class Line:
    """The line to one person that the house rings: the carrier's side of it."""

    def __init__(self, person: Person, kind: str = "ask") -> None:
        self.call = AskCall.objects.filter(ask__person=person, kind=kind).latest("created_at")
        self.sid = wire.sid("CA")

    def leg(self, status: str) -> None:
        answer = wire.post(f"/carrier/voice/leg/{self.call.token}/", {"CallSid": self.sid, "CallStatus": status})
        assert answer.status_code == 204

    def step(self, name: str, digits: str = "") -> str:
        return wire.step(self.call.token, name, call_sid=self.sid, digits=digits).content.decode()

    def picks_up(self) -> str:
        self.leg("initiated")
        self.leg("ringing")
        self.leg("answered")
        return self.step(CallOrder.objects.get(pk=self.call.order).step)

    @property
    def state(self) -> int:
        return CallOrder.objects.get(pk=self.call.order).state


def state_of(person: Person) -> str:
    return Ask.objects.get(person=person).state


def texts_to(person: Person) -> list[str]:
    index = person.contact_points.get().index
    return list(OutgoingMessage.objects.filter(index=index).order_by("created_at").values_list("template", flat=True))


def asking_text(person: Person) -> OutgoingMessage:
    return OutgoingMessage.objects.get(pk__in=Ask.objects.filter(person=person).values("message"))


def text_fails(person: Person, code: str) -> None:
    """The carrier takes the text that asks, and tells later that the phone did not."""
    message = asking_text(person)
    form = {"MessageSid": wire.sid(), "MessageStatus": "undelivered", "ErrorCode": code}
    assert wire.post(f"/carrier/text/status/{message.reference}/", form).status_code == 204


def test_a_landline_is_asked_in_its_language_and_hears_the_street_then_the_place(
    report: Report, dispatcher: Person
) -> None:
    person, _other = make_called(landline=True, language="es"), make_responder()
    open_with(report, dispatcher)
    line = Line(person)

    asked = line.picks_up()
    assert "se necesita gente que observe cerca de Holyoke" in asked
    assert 'language="es-MX"' in asked
    assert "High Street" not in asked
    going = line.step("ask-key", "1")
    assert state_of(person) == "going"
    assert "High Street, Holyoke" in going
    assert "12 High Street" not in going
    assert not Entry.objects.filter(verb="place.looked_at").exists()
    assert "12 High Street, second door" in line.step("ask-place", "1")
    assert "12 High Street, second door" in line.step("ask-place-b", "1")

    assert Entry.objects.filter(verb="place.looked_at", actor=person.pk, detail__shown=True).count() == 2
    assert texts_to(person) == []


def test_a_mobile_that_was_called_gets_the_place_by_text(report: Report, dispatcher: Person) -> None:
    person, _other = make_called(AskedBy.CALL_TEXT), make_responder()
    open_with(report, dispatcher)
    line = Line(person)
    line.picks_up()

    assert "comes by text" in line.step("ask-key", "1")

    assert (state_of(person), texts_to(person)) == ("going", ["activation.going"])


def test_a_copy_of_the_key_has_no_effect_and_the_call_is_where_the_answer_came_from(
    report: Report, dispatcher: Person
) -> None:
    person, _other = make_called(AskedBy.CALL_TEXT), make_responder()
    open_with(report, dispatcher)
    line = Line(person)
    line.picks_up()

    heard = {line.step("ask-key", "1") for _copy in range(3)}
    line.step("ask-again", "2")

    assert len(heard) == 1
    assert state_of(person) == "going"
    assert Answer.objects.get().origin == line.call.order
    assert texts_to(person) == ["activation.going"]


def test_two_is_a_decline_and_another_key_is_asked_once_more(report: Report, dispatcher: Person) -> None:
    person, _other, spare = make_called(), make_responder(), make_responder(lat=report.lat + 0.05)
    open_with(report, dispatcher, wanted=2)
    line = Line(person)
    line.picks_up()

    assert "observers are needed" in line.step("ask-key", "7")
    assert "Gather" not in line.step("ask-again", "7")
    assert state_of(person) == "asked"
    assert "somebody else" in line.step("ask-again", "2")

    assert state_of(person) == "cannot"
    assert Ask.objects.filter(person=spare).exists()


def test_a_machine_presses_nothing_which_is_no_answer_but_it_was_told(report: Report, dispatcher: Person) -> None:
    person, other = make_called(), make_responder()
    activation = open_with(report, dispatcher)
    line = Line(person)
    line.picks_up()

    said = line.step("ask-key")
    line.leg("completed")

    assert "<Say" not in said
    assert (state_of(person), line.state) == ("asked", State.DELIVERED)
    assert Answer.objects.count() == 0
    assert [ask.person_id for ask in told(activation)] == [person.pk] or other.pk in [
        a.person_id for a in told(activation)
    ]


def test_both_ways_leave_at_once_and_the_answer_by_one_ends_the_other(report: Report, dispatcher: Person) -> None:
    person, other = make_called(AskedBy.BOTH), make_called(AskedBy.BOTH)
    open_with(report, dispatcher)
    lines = [Line(person), Line(other)]
    lines[0].leg("ringing")
    lines[1].picks_up()

    wire.text(number_of(person), "1")
    lines[1].step("ask-key", "1")

    ended = CallOrder.objects.filter(wish=CallWish.END).values_list("token", flat=True)
    assert list(ended) == [lines[0].call.token]
    asking = asking_text(other)
    assert asking.state == State.CANCELLED
    assert state_of(person) == state_of(other) == "going"


def test_at_quota_waiting_calls_never_ring_ringing_ones_end_and_who_talks_hears_enough(
    report: Report, dispatcher: Person
) -> None:
    people = [make_called(lat=report.lat + 0.001 * n) for n in range(5)]
    open_with(report, dispatcher, wanted=2)
    lines = [Line(person) for person in people[:4]]
    lines[2].leg("ringing")
    lines[3].picks_up()
    for line in lines[:2]:
        line.picks_up()
        line.step("ask-key", "1")

    assert [state_of(person) for person in people[:4]] == ["going", "going", "covered", "covered"]
    ended = CallOrder.objects.filter(wish=CallWish.END).values_list("token", flat=True)
    assert list(ended) == [lines[2].call.token]
    assert "enough people" in lines[3].step("ask-key", "1")
    assert state_of(people[3]) == "covered"
    assert "enough people" in lines[2].picks_up()  # the end came too late for this one


def test_a_call_that_waits_at_quota_is_cancelled(report: Report, dispatcher: Person) -> None:
    people = [make_responder(), make_responder(), make_called(lat=report.lat + 0.01)]
    open_with(report, dispatcher)

    for person in people[:2]:
        wire.text(number_of(person), "1")

    assert Line(people[2]).state == State.CANCELLED
    assert not CallOrder.objects.filter(wish=CallWish.END).exists()
    assert CallOrder.objects.count() == 1  # nobody is rung to hear "enough" about an ask that never rang


@pytest.mark.parametrize(("kind", "words"), [("stood_down", "it is over"), ("false_alarm", "false alarm")])
def test_the_end_is_told_by_a_call_to_who_takes_no_texts_and_heard_nobody_else(
    report: Report, dispatcher: Person, kind: str, words: str
) -> None:
    going, heard, ringing, never = [make_called(lat=report.lat + 0.001 * n) for n in range(4)]
    activation = open_with(report, dispatcher)
    Line(heard).picks_up()
    Line(ringing).leg("ringing")
    line = Line(going)
    line.picks_up()
    line.step("ask-key", "1")

    end_activation(activation, kind=kind, by=dispatcher)

    assert {ask.person_id for ask in told(activation)} == {going.pk, heard.pk}
    ends = AskCall.objects.exclude(kind="ask")
    assert {call.ask.person_id for call in ends} == {going.pk, heard.pk}
    assert Line(never).state == State.CANCELLED
    assert "It is over" in Line(ringing).step("ask")
    last = Line(going, ends.get(ask__person=going).kind)
    assert words in last.picks_up()
    assert "Good that you are home" in last.step("home-key", "5")
    assert state_of(going) == "home_safe"


def test_a_correction_by_call_leaves_once(report: Report, dispatcher: Person) -> None:
    people = [make_called(), make_called()]
    activation = open_with(report, dispatcher)
    for person in people:
        Line(person).picks_up()
    end_activation(activation, kind="stood_down", by=dispatcher)

    assert correct_ended(activation, kind="correction", by=dispatcher) == 2
    with pytest.raises(ActivationOver):
        correct_ended(activation, kind="correction", by=dispatcher)

    assert AskCall.objects.filter(kind="correction").count() == 2


def test_stopping_leaves_nobody_asked_whose_phone_never_rang(report: Report, dispatcher: Person) -> None:
    waits, rings = make_called(), make_called()
    activation = open_with(report, dispatcher)
    Line(rings).leg("ringing")

    assert stop_asking(activation, by=dispatcher) == 1

    assert list(Ask.objects.values_list("person", flat=True)) == [rings.pk]
    assert waits.pk != rings.pk
    assert CallOrder.objects.filter(wish=CallWish.END).count() == 1
    Line(rings).leg("no-answer")
    assert state_of(rings) == "asked"


def test_check_ins_ring_who_takes_no_texts(report: Report, dispatcher: Person) -> None:
    person, _other = make_called(), make_responder()
    open_with(report, dispatcher)
    line = Line(person)
    line.picks_up()
    line.step("ask-key", "1")

    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        send_check_ins()
        check = Line(person, "check_in")
        assert "are you all right" in check.picks_up()
        assert "lead knows" in check.step("check-key", "4")

    assert state_of(person) == "help"
    assert Alarm.objects.get().kind == "help"


@pytest.mark.parametrize("code", ["30006", "30005", "30003"])
def test_who_does_not_take_the_text_is_shown_and_replaced_at_once(
    report: Report, dispatcher: Person, as_person: SignIn, code: str
) -> None:
    people = [make_responder(lat=report.lat + 0.001 * n) for n in range(5)]
    activation = open_with(report, dispatcher, wanted=2)
    assert not Ask.objects.filter(person=people[4]).exists()
    text_fails(people[1], "30003")

    text_fails(people[0], code)
    text_fails(people[2], "30003")

    assert state_of(people[0]) == "unreached"
    assert Ask.objects.filter(person=people[4]).exists()
    page = as_person(dispatcher).get(f"/response/activations/{activation.pk}/").content.decode()
    assert page.count("Their phone did not take the text.") == 3
    wire.text(number_of(people[0]), "1")
    assert state_of(people[0]) == "going"


def test_the_second_way_follows_only_when_the_first_fails(report: Report, dispatcher: Person) -> None:
    first, second = make_called(AskedBy.TEXT_CALL), make_called(AskedBy.CALL_TEXT)
    open_with(report, dispatcher)
    assert texts_to(first) == ["activation.ask"]
    assert texts_to(second) == []
    assert not AskCall.objects.filter(ask__person=first).exists()

    text_fails(first, "30006")
    Line(second).leg("no-answer")

    assert Line(first).call.kind == "ask"
    assert texts_to(second) == ["activation.ask"]
    assert state_of(first) == state_of(second) == "asked"
    Line(first).leg("busy")
    text_fails(second, "30003")
    assert state_of(first) == state_of(second) == "unreached"


def test_calls_leave_as_fast_as_the_carrier_allows_and_the_screen_says_when(
    report: Report, dispatcher: Person, as_person: SignIn, settings: object
) -> None:
    settings.CARRIER_CALLS_PER_SECOND = 2  # type: ignore[attr-defined]
    for n in range(5):
        make_called(AskedBy.BOTH if n == 0 else AskedBy.CALL, lat=report.lat + 0.001 * n)
    make_responder(lat=report.lat + 0.02)
    asked = {"purpose": "send", "observer": "3", "radius_km": "15"}

    page = as_person(dispatcher).get(f"/response/reports/{report.pk}/choice/", asked).content.decode()
    assert "5 calls" in page
    assert "The last phone rings in 3 seconds." in page
    assert "2 texts" in page
    open_with(report, dispatcher, wanted=3)

    with time_machine.travel(timezone.now(), tick=False):
        assert len(claim_orders(100)) == 2
        assert claim_orders(100) == []
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        assert len(claim_orders(100)) == 2


def test_the_page_shows_each_way_with_its_time(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    person, other = make_called(AskedBy.BOTH), make_responder()
    activation = open_with(report, dispatcher)
    message = asking_text(person)
    moment = timezone.now() + timedelta(seconds=30)
    with time_machine.travel(moment, tick=False):
        Line(person).picks_up()
        wire.post(
            f"/carrier/text/status/{message.reference}/", {"MessageSid": wire.sid(), "MessageStatus": "delivered"}
        )

    page = as_person(dispatcher).get(f"/response/activations/{activation.pk}/").content.decode()

    order = CallOrder.objects.get(pk=Line(person).call.order)
    message.refresh_from_db()
    assert order.state_at == message.state_at == moment
    assert page.count(f'datetime="{moment.isoformat()}"') == 2
    assert "Picked up" in page
    assert other.pk != person.pk


def test_who_is_late_is_shown_and_nothing_is_cancelled(report: Report, dispatcher: Person, as_person: SignIn) -> None:
    person, _other = make_responder(), make_responder()
    open_with(report, dispatcher)
    wire.text(number_of(person), "on my way, 10 minutes")
    assert Ask.objects.get(person=person).eta_minutes == 10

    with time_machine.travel(timezone.now() + timedelta(minutes=39)):
        assert "Later than they said" not in as_person(dispatcher).get("/response/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=41)):
        assert "Later than they said" in as_person(dispatcher).get("/response/").content.decode()

    assert state_of(person) == "going"
