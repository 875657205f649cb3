"""The outbox against a carrier on loopback and real PostgreSQL: order, pace, expiry, retries, and what it learns."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from amparo.core.events import _reactions
from amparo.core.models import BoardEvent
from amparo.messaging.actions import end_calls, opt_out, place_call
from amparo.messaging.enums import Lane, State
from amparo.messaging.events import NumberFailed
from amparo.messaging.models import CallOrder, CarrierHealth, OptOut, OutgoingMessage
from amparo.messaging.outbox.claims import Item, claim_texts
from amparo.messaging.outbox.notes import expire_rows, silence_rows
from amparo.messaging.selectors import carrier_trouble
from amparo.messaging.tests.carrier import Answer, Carrier, Seen
from amparo.messaging.tests.sending import queue, sending
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_lanes(settings: Settings) -> None:
    settings.CARRIER_IN_FLIGHT = 16


def all_handed_over() -> bool:
    return not OutgoingMessage.objects.exclude(state=State.HANDED_OVER).exists()


def test_everything_leaves_once_and_is_noted(carrier: Carrier) -> None:
    rows = queue(400)

    with sending():
        until(all_handed_over, 20)

    assert sorted(seen.get("StatusCallback").split("/")[-2] for seen in carrier.texts()) == sorted(
        row.reference for row in rows
    )
    assert set(OutgoingMessage.objects.values_list("provider_sid", flat=True)) == set(carrier.taken)


def test_an_activation_overtakes_a_newsletter_of_thousands(carrier: Carrier, settings: Settings) -> None:
    settings.CARRIER_SEGMENTS_PER_SECOND = 250
    queue(3_000, lane=Lane.NEWSLETTER)

    with sending():
        until(lambda: len(carrier.texts()) > 200)
        before = len(carrier.texts())
        urgent = {row.reference for row in queue(40)}
        until(lambda: urgent <= {seen.get("StatusCallback").split("/")[-2] for seen in carrier.texts()}, 5)
        after = len(carrier.texts())

    assert after - before < 40 + 2 * 250
    assert after < 1_500


def test_two_senders_share_one_bucket(carrier: Carrier, settings: Settings) -> None:
    settings.CARRIER_SEGMENTS_PER_SECOND = 60
    queue(180)

    with sending(count=2):
        until(all_handed_over, 15)

    times = sorted(seen.at for seen in carrier.texts())
    assert len(times) == 180
    assert times[-1] - times[0] >= 1.9  # sixty at once, the others at sixty a second
    assert len({seen.get("StatusCallback") for seen in carrier.texts()}) == 180


def test_each_row_is_claimed_by_one_of_many(carrier: Carrier) -> None:
    queue(300)
    claimed: list[Item] = []
    start = threading.Barrier(8)

    def claim() -> None:
        start.wait()
        while items := claim_texts(7):
            claimed.extend(items)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(claimed) == len({item.id for item in claimed}) == 300


def test_what_is_stale_never_leaves(carrier: Carrier) -> None:
    stale = queue(5, expires_at=timezone.now() - timedelta(seconds=1))
    queue(1)

    with sending():
        until(lambda: len(carrier.texts()) == 1)

    assert expire_rows() >= 0
    assert {OutgoingMessage.objects.get(pk=row.pk).state for row in stale} == {State.EXPIRED}
    assert len(carrier.texts()) == 1


def test_what_becomes_stale_while_it_waits_behind_a_slow_carrier_never_leaves(
    carrier: Carrier, settings: Settings
) -> None:
    settings.CARRIER_IN_FLIGHT = 1
    carrier.behave = lambda _seen: Answer(wait=0.5)
    queue(10, expires_at=timezone.now() + timedelta(seconds=1.4))

    with sending():
        until(lambda: OutgoingMessage.objects.filter(state__in=[State.WAITING, State.IN_FLIGHT]).count() == 0)

    assert OutgoingMessage.objects.filter(state=State.EXPIRED).count() >= 6
    assert len(carrier.texts()) <= 4


@pytest.mark.parametrize("status", [429, 503])
def test_a_carrier_that_asks_for_patience_gets_it(carrier: Carrier, status: int) -> None:
    carrier.behave = lambda _seen: Answer(status, {}) if len(carrier.texts()) <= 3 else Answer()
    queue(3)

    with sending():
        until(all_handed_over, 15)

    assert len(carrier.taken) == 3
    again = sorted(seen.at for seen in carrier.texts())
    assert again[3] - again[0] > 0.5


def test_a_wait_that_the_carrier_names_is_kept(carrier: Carrier) -> None:
    carrier.behave = lambda _seen: Answer(429, {}, {"Retry-After": "2"}) if len(carrier.texts()) == 1 else Answer()
    queue(1)

    with sending():
        until(all_handed_over, 15)

    first, second = (seen.at for seen in carrier.texts())
    assert second - first > 1.5


def test_a_carrier_that_is_down_is_shown_within_15_seconds_and_cleared(carrier: Carrier) -> None:
    settings.CARRIER_URL = "http://127.0.0.1:9"
    queue(2)

    with sending():
        until(carrier_trouble, 15)
        settings.CARRIER_URL = carrier.url
        until(all_handed_over, 15)
        until(lambda: carrier_trouble() is None, 5)

    assert len(carrier.taken) == 2
    assert list(BoardEvent.objects.filter(topic="outbox").order_by("pk").values_list("urgent", flat=True)) == [
        True,
        False,
    ]


def test_a_black_hole_is_shown_within_15_seconds(carrier: Carrier) -> None:
    carrier.behave = lambda _seen: Answer(wait=12.0, takes=False)
    queue(1)

    with sending():
        until(carrier_trouble, 15)

    assert CarrierHealth.objects.get().said == "too slow"


def test_trouble_seen_by_one_sender_is_cleared_by_another(carrier: Carrier) -> None:
    CarrierHealth.objects.create(name="text", trouble_since=timezone.now(), said="503")
    queue(1)

    with sending():
        until(lambda: carrier_trouble() is None, 8)


def test_trouble_that_nothing_waits_behind_is_cleared_by_asking(carrier: Carrier) -> None:
    CarrierHealth.objects.create(name="voice", trouble_since=timezone.now(), said="503")

    with sending():
        until(lambda: carrier_trouble() is None, 8)

    assert not carrier.posts()


def test_a_carrier_that_says_opted_out_is_believed(carrier: Carrier) -> None:
    carrier.behave = lambda _seen: Answer(400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"})
    [row] = queue(1)

    with sending():
        until(lambda: OptOut.objects.filter(index=row.index, source="carrier").exists())

    row.refresh_from_db()
    assert row.state == State.OPTED_OUT
    assert row.look == "opted_out"


@pytest.mark.parametrize(("code", "landline"), [(30006, True), (21614, True), (21211, False), (21217, False)])
def test_a_number_that_takes_no_texts_is_told_upwards(carrier: Carrier, code: int, *, landline: bool) -> None:
    heard: list[NumberFailed] = []
    _reactions[NumberFailed].append(heard.append)
    carrier.behave = lambda _seen: Answer(400, {"code": code})
    try:
        [row] = queue(1)
        with sending():
            until(lambda: heard)
    finally:
        _reactions[NumberFailed].remove(heard.append)

    row.refresh_from_db()
    assert (row.state, row.error_code) == (State.FAILED, str(code))
    assert heard == [NumberFailed(row.index, landline=landline)]


def test_our_own_wrong_token_keeps_the_texts(carrier: Carrier) -> None:
    carrier.behave = lambda _seen: Answer(401, {"code": 20003})
    [row] = queue(1)

    with sending():
        until(carrier_trouble)

    row.refresh_from_db()
    assert row.state in (State.WAITING, State.IN_FLIGHT)
    assert row.error_code == "401"


def test_a_transaction_that_is_undone_sends_nothing(carrier: Carrier) -> None:
    with sending(poll=None), sending():
        with transaction.atomic():
            queue(3)
            transaction.set_rollback(True)
        queue(1)
        until(lambda: len(carrier.texts()) == 1)
        time.sleep(0.3)

    assert len(carrier.texts()) == 1


def test_what_nobody_was_woken_for_is_swept(carrier: Carrier) -> None:
    with sending():  # written as by a process that died between its commit and the wake
        OutgoingMessage.objects.create(
            to="+14135550142", index="x" * 32, template="t", language="en", body="b", lane=Lane.REMINDER,
            expires_at=timezone.now() + timedelta(minutes=5),
        )  # fmt: skip
        until(lambda: len(carrier.texts()) == 1, 3)


def test_a_woken_sender_needs_no_sweep(carrier: Carrier) -> None:
    with sending(poll=None):
        queue(1)
        until(all_handed_over, 3)


def test_whoever_opts_out_while_a_text_is_retried_gets_nothing(carrier: Carrier) -> None:
    first = threading.Event()

    def refuse(_seen: Seen) -> Answer:
        first.set()
        return Answer(429, {}, wait=0.4)

    carrier.behave = refuse
    [row] = queue(1)

    with sending():
        first.wait(5)
        opt_out(row.index, source="word")  # the row is in flight now
        carrier.behave = lambda _seen: Answer()
        until(lambda: OutgoingMessage.objects.filter(pk=row.pk, state=State.WAITING).exists())
        queue(5, lane=Lane.CALL)  # the same hundred numbers: the first of these is the silent one
        until(lambda: len(carrier.taken) == 4)
        silence_rows()

    row.refresh_from_db()
    assert row.state == State.OPTED_OUT
    assert row.to.reveal() not in {taken["to"] for taken in carrier.taken.values()}


@pytest.mark.parametrize("lane", list(Lane))
def test_no_lane_reaches_somebody_who_opted_out_in_the_moment_of_writing(carrier: Carrier, lane: Lane) -> None:
    rows = queue(2, lane=lane)
    OptOut.objects.create(index=rows[0].index, source="word")  # committed by another process while these were written

    with sending():
        until(lambda: len(carrier.texts()) == 1)
    silence_rows()

    assert [seen.get("To") for seen in carrier.texts()] == [rows[1].to.reveal()]
    assert OutgoingMessage.objects.get(pk=rows[0].pk).state == State.OPTED_OUT


def test_calls_are_rung_and_ended(carrier: Carrier) -> None:
    about, late = uuid4(), timezone.now() + timedelta(minutes=1)
    place_call("+14135550142", token="leg1", step="offer", about=about, ring_seconds=18, expires_at=late)

    with sending():
        until(lambda: CallOrder.objects.filter(state=State.HANDED_OVER).count() == 1)
        end_calls(["leg1"], about=about, expires_at=late)
        until(lambda: CallOrder.objects.filter(state=State.HANDED_OVER).count() == 2)

    ring, end = carrier.posts()
    sid = CallOrder.objects.get(wish="ring").provider_sid
    assert ring.get("Timeout") == "18"
    assert (end.path.rsplit("/", 1)[-1], end.get("Status")) == (f"{sid}.json", "completed")
