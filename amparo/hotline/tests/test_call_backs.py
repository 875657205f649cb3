"""Whoever waits to hear from us has an owner and a clock, and neither side sees the other's number."""

from uuid import uuid4

import pytest
from django.http import Http404

from amparo.audit.models import Entry
from amparo.hotline.access import call_back_for, call_for, message_for
from amparo.hotline.actions.call_backs import (
    answer_by_text,
    finish_call_back,
    own_call_back,
    release_call_back,
    ring_call_back,
)
from amparo.hotline.enums import CallBackResult
from amparo.hotline.errors import CallBackAlreadyOwned, CallBackDone, NoNumber
from amparo.hotline.models import Call, CallBack, CallBackAttempt
from amparo.hotline.selectors.call_backs import open_call_backs
from amparo.hotline.selectors.legs import next_wave
from amparo.hotline.tests.factories import CALLER, Caller, after, make_lead, make_responder, said
from amparo.hotline.ticks import tell_of_late_call_backs
from amparo.keeping.removal import remove_at_once
from amparo.messaging.enums import CallWish, State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.prompts import PROMPTS
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def responder() -> Person:
    return make_responder("es")


@pytest.fixture
def item() -> CallBack:
    Caller().chooses("2", "2").hangs_up()
    return CallBack.objects.get()


class Line:
    """One of the two phones of a call-back."""

    def __init__(self, token: str) -> None:
        self.token, self.sid = token, wire.sid("CA")

    def status(self, word: str) -> None:
        form = {"CallSid": self.sid, "CallStatus": word}
        assert wire.post(f"/carrier/voice/leg/{self.token}/", form).status_code == 204

    def step(self, name: str, digits: str = "") -> str:
        self.status("answered")
        return said(wire.step(self.token, name, call_sid=self.sid, digits=digits))


def test_the_system_rings_both_and_neither_sees_the_other(item: CallBack, responder: Person) -> None:
    attempt = ring_call_back(item, by=responder)
    assert ring_call_back(item, by=responder) == attempt
    ours, theirs = Line(attempt.token), Line(attempt.theirs)
    assert [order.to.reveal() for order in CallOrder.objects.filter(wish=CallWish.RING)] == [number_of(responder)]

    assert ours.step("ours").count("Spanish, someone was taken. To call now, press 1.") == 2
    room = ours.step("ours-key", "1")
    order = CallOrder.objects.get(wish=CallWish.RING, token=attempt.theirs)
    assert order.to.reveal() == CALLER
    assert theirs.step("theirs").count(PROMPTS["calling_back"]["es"]) == 2
    joined = theirs.step("theirs-key", "1")

    CallOrder.objects.update(state=State.HANDED_OVER)
    assert f">{attempt.token}</Conference>" in room
    assert f">{attempt.token}</Conference>" in joined
    for markup in (room, joined):
        assert CALLER not in markup
        assert number_of(responder) not in markup
    theirs.status("completed")
    attempt.refresh_from_db()
    assert (attempt.reached, attempt.ended_at is not None) == (True, True)
    assert CallOrder.objects.get(wish=CallWish.END).token == attempt.token
    ours.status("completed")


def test_a_machine_at_their_end_hears_no_name_and_reaches_nobody(item: CallBack, responder: Person) -> None:
    attempt = ring_call_back(item, by=responder)
    ours, theirs = Line(attempt.token), Line(attempt.theirs)
    ours.step("ours")
    ours.step("ours-key", "1")
    theirs.step("theirs")
    assert "Hangup" in theirs.step("theirs-key", "")

    theirs.status("completed")

    attempt.refresh_from_db()
    assert attempt.reached is False
    assert CallOrder.objects.get(wish=CallWish.REDIRECT).call_sid == ours.sid
    assert "Nobody answered there" in ours.step("nobody-there")
    assert "Hangup" in theirs.step("theirs", "")
    assert ring_call_back(item, by=responder) != attempt


def test_a_responder_who_does_not_press_1_rings_nobody(item: CallBack, responder: Person) -> None:
    attempt = ring_call_back(item, by=responder)
    ours = Line(attempt.token)
    ours.step("ours")

    ours.step("ours-key", "")

    assert CallOrder.objects.filter(wish=CallWish.RING).count() == 1
    assert CallBackAttempt.objects.get().ended_at is not None


def test_a_responder_who_hangs_up_ends_the_others_line(item: CallBack, responder: Person) -> None:
    attempt = ring_call_back(item, by=responder)
    ours = Line(attempt.token)
    ours.step("ours")
    ours.step("ours-key", "1")

    ours.status("completed")

    assert CallOrder.objects.get(token=attempt.theirs, wish=CallWish.RING).state == State.CANCELLED
    assert "Hangup" in Line(attempt.theirs).step("theirs")


def test_who_calls_back_is_not_rung_for_another_call(item: CallBack, responder: Person) -> None:
    ring_call_back(item, by=responder)
    caller = Caller("+16175550191").chooses("2")

    found = next_wave(caller.call)

    assert (found.people, found.somebody_busy) == ([], True)


def test_the_first_owner_wins_and_may_give_it_back(item: CallBack, responder: Person) -> None:
    other = make_responder("es")
    own_call_back(item, by=responder)
    own_call_back(item, by=responder)

    with pytest.raises(CallBackAlreadyOwned):
        own_call_back(item, by=other)
    with pytest.raises(CallBackAlreadyOwned):
        finish_call_back(item, result=CallBackResult.REACHED, by=other)
    release_call_back(item, by=responder)
    own_call_back(item, by=other)

    assert CallBack.objects.get().owner == other


def test_a_finished_item_is_closed_and_its_number_erased(item: CallBack, responder: Person) -> None:
    remove_at_once()
    assert Call.objects.get().number is not None

    finish_call_back(item, result=CallBackResult.NO_ANSWER, by=responder)

    assert not open_call_backs().exists()
    item.refresh_from_db()
    assert (item.number, Call.objects.get().number, item.result) == (None, None, "no_answer")
    for again in (own_call_back, release_call_back, ring_call_back):
        with pytest.raises(CallBackDone):
            again(item, by=responder)


def test_a_number_is_erased_when_nobody_has_to_call_back(responder: Person) -> None:
    caller = Caller().chooses("2")
    remove_at_once()
    assert caller.call.number is not None
    caller.hangs_up()
    CallBack.objects.all().delete()

    remove_at_once()

    assert caller.call.number is None


def test_without_a_number_nobody_is_rung_or_written_to(responder: Person) -> None:
    item = CallBack.objects.create(origin=uuid4(), why="message", due_at="2026-01-01T00:00:00Z")

    with pytest.raises(NoNumber):
        ring_call_back(item, by=responder)
    with pytest.raises(NoNumber):
        answer_by_text(item, words="Hola", by=responder)


def test_a_late_item_is_told_to_the_lead_once(item: CallBack) -> None:
    lead = make_lead("es")
    with after(14 * 60):
        tell_of_late_call_backs()
        assert not OutgoingMessage.objects.exists()
    with after(15 * 60 + 5):
        tell_of_late_call_backs()
        tell_of_late_call_backs()

    message = OutgoingMessage.objects.get()
    assert (message.template, message.to.reveal(), message.language) == ("hotline.late", number_of(lead), "es")
    item.refresh_from_db()
    assert item.alarmed_at is not None


def test_doors_open_only_for_whoever_answers_or_leads(item: CallBack, responder: Person) -> None:
    outsider = make_person()
    assert call_back_for(responder, item.pk) == item
    assert call_for(make_lead(), Call.objects.get().pk) == Call.objects.get()

    for door, key in ((call_back_for, item.pk), (call_for, Call.objects.get().pk), (message_for, uuid4())):
        with pytest.raises(Http404):
            door(outsider, key)
        with pytest.raises(Http404):
            door(responder, uuid4())


def test_no_number_is_kept_in_clear_or_in_the_audit(item: CallBack, responder: Person) -> None:
    ring_call_back(item, by=responder)

    assert not any(CALLER in str(entry.detail) for entry in Entry.objects.all())
    assert CALLER not in f"{item} {item.number} {item.call}"
