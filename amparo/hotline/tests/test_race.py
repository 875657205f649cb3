"""Real threads on PostgreSQL: one winner, nobody doubled, nobody forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, connections
from django.test import Client

from amparo.audit.models import Entry
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.hotline.enums import CallState, LegEnd, LegState
from amparo.hotline.models import Call, CallBack, Intake, Leg
from amparo.hotline.tests.factories import Caller, Phone, make_responder, phones
from amparo.hotline.tests.test_intake_pages import make_call, page_of, signed_in, typed
from amparo.hotline.ticks import ring_waves
from amparo.messaging.enums import CallWish
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.response.models import Report, Source

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def at_once(*works: Callable[[], T]) -> list[T]:
    """Do these in threads of their own, all begun at the same moment."""
    gate = Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        connection.ensure_connection()
        gate.wait(timeout=20)
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))


def listening(caller: Caller) -> list[Phone]:
    """Ten phones that hear the offer for this caller."""
    for _wave in range(2):
        ring_waves()
        Call.objects.filter(pk=caller.call.pk).update(next_wave_at=caller.call.created_at)
    found = [Phone(leg) for leg in caller.call.legs.order_by("created_at", "pk")]
    for phone in found:
        phone.answers()
    return found


@pytest.mark.parametrize("round_", range(5))
def test_ten_press_1_at_once_and_one_wins(round_: int) -> None:
    for _each in range(10):
        make_responder("es")
    caller = Caller().chooses("2")
    found = listening(caller)
    assert len(found) == 10

    heard = at_once(*[lambda phone=phone: phone.presses("1") for phone in found])

    joined = [phone for phone, markup in zip(found, heard, strict=True) if "<Conference" in markup]
    told = [markup for markup in heard if "Somebody took it already" in markup]
    assert (len(joined), len(told)) == (1, 9)
    assert caller.call.claimed_by == joined[0].leg.person
    assert Leg.objects.filter(state=LegState.TALKING).count() == 1
    assert Leg.objects.filter(end=LegEnd.LOST).count() == 9


def test_a_caller_who_hangs_up_while_somebody_presses_1_leaves_nobody_behind() -> None:
    for _each in range(3):
        make_responder("es")
    caller = Caller().chooses("2")
    found = listening(caller)

    def key() -> None:
        found[0].presses("1")

    at_once(key, caller.hangs_up, lambda: found[1].status("completed"), lambda: found[2].presses("2") and None)

    assert caller.call.state == CallState.ENDED
    assert not Leg.objects.filter(state__lt=LegState.ENDED).exists()
    assert CallBack.objects.count() == (caller.call.claimed_by is None)


def test_an_end_and_a_hang_up_at_once_never_wait_for_each_other() -> None:
    make_responder("es"), make_responder("en")
    for _round in range(25):
        caller = Caller("anonymous").chooses("2")
        found = [*_ring(caller)]

        at_once(caller.hangs_up, *[lambda phone=phone: phone.status("completed") for phone in found])

        assert caller.call.state == CallState.ENDED
        assert not Leg.objects.filter(state__lt=LegState.ENDED).exists()


def _ring(caller: Caller) -> list[Phone]:
    ring_waves()
    found = phones(caller.call)
    for phone in found:
        phone.status("answered")
    return found


def test_texts_of_one_number_at_once_are_one_thread_with_one_answer() -> None:
    at_once(*[lambda: wire.text("+16175550177", "hola, ayuda por favor") for _text in range(8)])

    assert CallBack.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_two_workers_ring_a_wave_once() -> None:
    for _each in range(3):
        make_responder("es")
    caller = Caller().chooses("2")

    at_once(ring_waves, ring_waves, ring_waves, ring_waves)

    assert caller.call.wave == 1
    assert CallOrder.objects.filter(wish=CallWish.RING).count() == 3


def test_copies_of_one_key_at_once_are_one() -> None:
    make_responder("es")
    caller = Caller().chooses("2")
    ring_waves()
    [phone] = phones(caller.call)
    phone.answers()

    heard = at_once(*[lambda: phone.presses("1") for _copy in range(6)])

    assert len(set(heard)) == 1
    assert "<Conference" in heard[0]


def test_fifty_calls_at_once_each_get_their_own_person() -> None:
    people = [make_responder("es") for _each in range(50)]
    callers = at_once(*[lambda: Caller().chooses("2") for _each in range(50)])

    ring_waves()
    found = [phone for caller in callers for phone in phones(caller.call)]
    assert len(found) == 50
    assert len({phone.leg.person_id for phone in found}) == 50
    at_once(*[lambda phone=phone: (phone.answers(), phone.presses("1")) for phone in found])

    assert Call.objects.filter(state=CallState.TALKING).count() == 50
    assert set(Call.objects.values_list("claimed_by", flat=True)) == {person.pk for person in people}
    at_once(*[caller.hangs_up for caller in callers])
    assert Call.objects.filter(state=CallState.ENDED).count() == 50
    assert not CallBack.objects.exists()


def test_an_intake_sent_to_dispatch_by_several_presses_at_once_is_one_report() -> None:
    TownFactory()
    StreetBlockFactory()
    responder = make_responder("es")
    browsers = [signed_in(Client(), responder) for _each in range(4)]
    call = make_call(responder)

    answers = at_once(
        *[lambda each=each: each.post(page_of(call), {**typed(), "wish": "send"}).status_code for each in browsers]
    )

    assert answers == [302] * 4
    assert Report.objects.get().origin == call.pk
    assert Source.objects.count() == Intake.objects.count() == 1
    assert Entry.objects.filter(verb="report.filed").count() == Entry.objects.filter(verb="intake.sent").count() == 1
