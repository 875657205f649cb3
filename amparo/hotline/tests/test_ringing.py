"""Who is rung, in which order, and that the ringing never hangs on one phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.core.events import announce
from amparo.governance.enums import Power
from amparo.governance.models import Mandate
from amparo.hotline.enums import CallState, LegEnd, Tier
from amparo.hotline.models import Call, Leg
from amparo.hotline.selectors.legs import ROUNDS
from amparo.hotline.tests.factories import (
    Caller,
    after,
    empower,
    make_backup,
    make_lead,
    make_responder,
    on_rota,
    phones,
    trained,
)
from amparo.hotline.ticks import give_up_stuck_phones, offer_something_else_in_time, ring_waves
from amparo.messaging.enums import CallWish, State
from amparo.messaging.events import CallOrderFailed
from amparo.messaging.models import CallOrder
from amparo.people.models import ContactPoint
from amparo.people.tests.factories import make_person, today
from amparo.rota.actions import clock_in, clock_out, take_break
from amparo.rota.enums import Duty
from amparo.rota.models import ClockIn
from amparo.training.models import Certificate

pytestmark = pytest.mark.django_db


def rung(call: Call) -> list[tuple[int, str, int]]:
    return list(call.legs.order_by("wave", "created_at").values_list("wave", "person__display_name", "tier"))


def test_tiers_ring_one_after_another() -> None:
    make_responder("es", display_name="Speaks")
    make_responder("en", display_name="Script")
    backup = make_backup("es")
    caller = Caller().chooses("2")

    ring_waves()
    ring_waves()  # nothing is due before the first wave has rung out
    assert rung(caller.call) == [(1, "Speaks", Tier.SPEAKS_IT)]
    with after(21):
        ring_waves()
    with after(42):
        ring_waves()

    assert rung(caller.call)[1:] == [(2, "Script", Tier.HAS_SCRIPT), (3, backup.display_name, Tier.BACKUP)]


def test_the_next_wave_begins_when_the_last_phone_of_a_wave_has_ended() -> None:
    make_responder("es")
    make_responder("en")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)

    phone.status("no-answer")
    ring_waves()

    assert phone.leg.end == LegEnd.SILENT
    assert caller.call.wave == 2


def test_nobody_is_rung_off_shift_or_on_a_break_or_clocked_out() -> None:
    off_shift = make_person(speaks=["es"])
    ClockIn.objects.create(person=off_shift, duty=Duty.HOTLINE, until=timezone.now() + timedelta(hours=3))
    on_rota(make_person(speaks=["es"]))  # has a shift, did not clock in
    rests, went = make_responder("es"), make_responder("es")
    take_break(rests, duty=Duty.HOTLINE, minutes=15, by=rests)
    clock_out(went, duty=Duty.HOTLINE, by=went)
    caller = Caller().chooses("2")

    ring_waves()

    assert not Leg.objects.exists()
    assert caller.call.state == CallState.WAITING


def test_whoever_lost_the_mandate_or_the_certificate_is_not_rung() -> None:
    Mandate.objects.filter(person=make_responder("es")).update(ends_at=timezone.now())
    Certificate.objects.filter(person=make_backup("es")).update(expires_on=today() - timedelta(days=1))
    Caller().chooses("2")

    ring_waves()

    assert not Leg.objects.exists()


def test_one_bad_number_never_stops_the_others() -> None:
    bad, refused, good = (make_responder("es") for _each in range(3))
    ContactPoint.objects.filter(owners=bad).update(status="bad")
    caller = Caller().chooses("2")
    ring_waves()
    legs = {leg.person_id: leg for leg in caller.call.legs.all()}
    assert set(legs) == {refused.pk, good.pk}

    announce(CallOrderFailed(legs[refused.pk].token, "leg", "21211"))

    assert Leg.objects.get(pk=legs[refused.pk].pk).end == LegEnd.FAILED
    phone = next(p for p in phones(caller.call) if p.leg.person == good)
    phone.answers()
    phone.presses("1")
    assert caller.call.claimed_by == good


def test_a_voicemail_takes_nothing() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)

    phone.answers()
    assert "Hangup" in phone.presses("")
    phone.status("completed")

    assert phone.leg.end == LegEnd.SILENT
    assert caller.call.state == CallState.WAITING


def test_a_wrong_key_is_asked_again_and_2_passes_and_is_thanked() -> None:
    person = make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()

    assert "key-again/" in phone.presses("5")
    assert "We ask somebody else" in phone.presses("2", step="key-again")

    assert phone.leg.end == LegEnd.PASSED
    ring_waves()
    assert Leg.objects.filter(person=person).count() == 1
    with after(150):
        ring_waves()
    assert Leg.objects.filter(person=person).count() == 2


def test_a_person_rings_for_one_call_at_a_time() -> None:
    make_responder("es")
    callers = [Caller().chooses("2"), Caller("+16175550191").chooses("2")]

    ring_waves()
    assert [caller.call.legs.count() for caller in callers] == [1, 0]
    phones(callers[0].call)[0].status("busy")
    with after(3):
        ring_waves()

    assert Leg.objects.filter(state__lt=90).count() == 1


def test_free_phones_are_shared_by_those_who_wait() -> None:
    for _each in range(4):
        make_responder("es")
    callers = [Caller().chooses("2") for _each in range(4)]

    ring_waves()

    assert [caller.call.legs.count() for caller in callers] == [1, 1, 1, 1]


def test_rounds_are_bounded_and_more_come_when_the_caller_waits_on() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    for n in range(ROUNDS + 3):
        with after(21 * n):
            ring_waves()
            for phone in phones(caller.call):
                phone.status("no-answer")
    assert caller.call.legs.count() == ROUNDS

    with after(200):
        offer_something_else_in_time()
        caller.step("offer-1")
        caller.step("choice-1", "1")
        ring_waves()

    assert caller.call.legs.count() == ROUNDS + 1


def test_when_nobody_is_on_shift_the_caller_is_offered_something_else_soon() -> None:
    make_lead()
    caller = Caller().chooses("2")
    ring_waves()

    with after(13):
        offer_something_else_in_time()

    assert caller.call.state == CallState.DECIDING
    assert not Leg.objects.exists()


def test_whoever_comes_on_duty_is_rung_at_once() -> None:
    person = on_rota(trained(empower(make_person(speaks=["es"]), Power.ANSWER)))
    caller = Caller().chooses("2")
    ring_waves()

    clock_in(person, duty=Duty.HOTLINE, by=person)
    ring_waves()

    assert caller.call.legs.get().person == person


def test_a_phone_of_which_no_end_was_told_is_free_again() -> None:
    make_responder("es")
    Caller().chooses("2")
    ring_waves()

    with after(80):
        give_up_stuck_phones()

    assert Leg.objects.get().end == LegEnd.FAILED
    order = CallOrder.objects.get(wish=CallWish.RING)
    assert order.state == State.CANCELLED


def test_a_worker_that_died_in_the_middle_is_replaced_without_a_second_ring() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()

    Call.objects.filter(pk=caller.call.pk).update(next_wave_at=timezone.now())  # its note of the wave was lost
    ring_waves()

    assert Leg.objects.count() == 1
    assert CallOrder.objects.filter(wish=CallWish.RING).count() == 1
