"""A call from the first ring to its end, through the carrier's signed webhooks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.hotline.actions.calls import change_language, hang_up
from amparo.hotline.enums import CallState, LegEnd, LegState
from amparo.hotline.models import Call, CallBack, Intake
from amparo.hotline.selectors.queue import call_of, missed_without_number, waiting_calls
from amparo.hotline.tests.factories import Caller, after, make_responder, phones
from amparo.hotline.ticks import let_lost_calls_go, ring_waves
from amparo.messaging.enums import CallWish, State
from amparo.messaging.models import CallOrder
from amparo.people.tests.factories import number_of

pytestmark = pytest.mark.django_db


def test_a_call_is_answered_by_whoever_speaks_the_language_and_presses_1() -> None:
    speaks = make_responder("es", "en", language="es")
    make_responder("en")
    caller = Caller()
    assert Call.objects.get().state == CallState.CHOOSING
    assert "Para español" in caller.heard

    caller.chooses("2", "1")
    assert f">{caller.call.token}</Conference>" in caller.heard
    ring_waves()
    [phone] = phones(caller.call)
    assert phone.leg.person == speaks
    assert CallOrder.objects.get(token=phone.token).to.reveal() == number_of(speaks)
    offer = phone.answers()
    assert offer.count("Llamada en español, está pasando ahora. Para tomarla, oprima 1.") == 2
    joined = phone.presses("1")

    assert f">{caller.call.token}</Conference>" in joined
    assert caller.call.state == CallState.TALKING
    assert call_of(speaks) == caller.call
    assert phone.leg.state == LegState.TALKING
    caller.hangs_up()
    assert caller.call.state == CallState.ENDED
    assert phone.leg.end == LegEnd.TALKED
    assert not caller.call.call_backs.exists()


def test_one_wins_the_others_are_told_and_stop_ringing() -> None:
    people = [make_responder("es") for _each in range(4)]
    caller = Caller().chooses("2")
    ring_waves()
    winner, late, listens, rings = phones(caller.call)  # of the fourth the carrier has told nothing yet
    for phone in (winner, late, listens):
        phone.answers()

    winner.presses("1")

    assert caller.call.claimed_by == winner.leg.person
    assert {p.leg.end for p in (late, listens, rings)} == {LegEnd.LOST}
    assert CallOrder.objects.get(wish=CallWish.REDIRECT, token=listens.token).call_sid == listens.sid
    assert CallOrder.objects.get(token=rings.token, wish=CallWish.RING).state == State.CANCELLED
    assert "Somebody took it already" in late.presses("1")
    assert "Somebody took it already" in listens.presses("", step="told")
    assert caller.call.claimed_by == winner.leg.person
    assert len(people) == 4


def test_a_phone_that_is_handed_over_is_hung_up_at_the_carrier() -> None:
    make_responder("es"), make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    CallOrder.objects.update(state=State.HANDED_OVER)
    first, other = phones(caller.call)
    other.status("ringing")
    first.answers()

    first.presses("1")

    assert CallOrder.objects.get(wish=CallWish.END).call_sid == other.sid


def test_the_caller_hangs_up_while_phones_ring() -> None:
    make_responder("es"), make_responder("es")
    caller = Caller().chooses("2", "3")
    ring_waves()
    rings, listens = phones(caller.call)
    listens.answers()

    caller.hangs_up()
    caller.hangs_up()

    assert {p.leg.end for p in (rings, listens)} == {LegEnd.CALLER_LEFT}
    assert CallOrder.objects.get(token=rings.token, wish=CallWish.RING).state == State.CANCELLED
    assert CallOrder.objects.filter(wish=CallWish.REDIRECT, token=listens.token).exists()
    assert "The caller has hung up" in listens.presses("1")
    item = caller.call.call_backs.get()
    assert (item.why, item.number.reveal()) == ("abandoned", caller.number)
    assert item.due_at - item.created_at == pytest.approx(timedelta(minutes=15), abs=timedelta(seconds=2))
    ring_waves()
    assert caller.call.wave == 1


def test_who_needed_help_now_is_called_back_sooner() -> None:
    caller = Caller().chooses("2", "1")

    caller.hangs_up()

    item = caller.call.call_backs.get()
    assert item.due_at - item.created_at < timedelta(minutes=6)


def test_a_hidden_caller_who_hangs_up_leaves_no_call_back_but_is_shown() -> None:
    caller = Caller("anonymous").chooses()

    caller.hangs_up()

    assert not CallBack.objects.exists()
    assert list(missed_without_number()) == [caller.call]


def test_the_responder_drops_and_the_caller_goes_to_the_front() -> None:
    make_responder("es")
    caller, other = Caller().chooses("2", "1"), Caller("+16175550191").chooses("2", "1")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")

    phone.leaves_room()
    phone.status("completed")

    call = caller.call
    assert (call.state, call.front, call.claimed_by) == (CallState.WAITING, True, None)
    assert CallOrder.objects.get(wish=CallWish.REDIRECT, token=call.token).step == "back-2"
    assert "Se cortó la línea" in caller.step("back-2")
    assert list(waiting_calls()) == [call, other.call]
    with after(4):
        ring_waves()
        assert call.legs.count() == 2
        [again] = phones(caller.call)
        again.answers()
        again.presses("1")
    assert caller.call.state == CallState.TALKING


def test_a_cut_off_caller_who_gives_up_is_called_back() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")
    phone.leaves_room()

    with after(30):
        caller.hangs_up()

    assert caller.call.call_backs.get().why == "cut_off"


def test_a_goodbye_told_in_the_wrong_order_is_no_cut() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")

    phone.leaves_room()
    ring_waves()
    caller.hangs_up()

    assert not caller.call.call_backs.exists()
    assert caller.call.legs.count() == 1


def test_hanging_up_after_the_intake_is_closed_ends_the_call() -> None:
    person = make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")
    Intake.objects.create(origin=caller.call.pk, by=person, outcome="informed", closed_at=timezone.now())

    phone.status("completed")

    assert caller.call.state == CallState.ENDED
    assert CallOrder.objects.get(wish=CallWish.END).call_sid == caller.sid


def test_the_page_ends_a_call_and_mends_its_language() -> None:
    person = make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")

    change_language(caller.call, language="pt-BR", by=person)
    assert hang_up(caller.call, by=person)
    assert not hang_up(caller.call, by=person)

    assert (caller.call.state, caller.call.language) == (CallState.ENDED, "pt-BR")
    assert CallOrder.objects.get(wish=CallWish.END).call_sid == caller.sid


def test_news_in_any_order_moves_a_phone_only_forward() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.presses("1")

    for word in ("answered", "ringing", "initiated"):
        phone.status(word)

    assert phone.leg.state == LegState.TALKING
    assert "Conference" in phone.presses("1", step="key-again")
    assert caller.call.state == CallState.TALKING


def test_a_key_that_comes_after_the_end_of_its_line_takes_nothing() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()
    phone.status("completed")

    phone.presses("1")

    assert (caller.call.state, caller.call.claimed_by) == (CallState.WAITING, None)


def test_a_lost_end_of_a_call_is_found_out() -> None:
    caller = Caller().chooses("2")

    with after(100):
        let_lost_calls_go()
        assert caller.call.state == CallState.WAITING
        caller.waits()
    with after(290):
        let_lost_calls_go()

    assert caller.call.state == CallState.ENDED
    assert caller.call.call_backs.get().why == "abandoned"
