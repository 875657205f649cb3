"""What was in flight when something died: settled by our own reference, looked up before it is sent again, never confused."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from amparo.messaging.carrier_news import note_state
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.outbox import claims, lapsed, notes, sender
from amparo.messaging.outbox.claims import Item, Outcome
from amparo.messaging.outbox.lapsed import Taken, claim_lapsed, settle
from amparo.messaging.tests import wire
from amparo.messaging.tests.carrier import Answer, Carrier, Seen
from amparo.messaging.tests.sending import queue, same_words, sending
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+14135550142"


@pytest.fixture(autouse=True)
def hurry(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CARRIER_IN_FLIGHT = 16
    monkeypatch.setattr(lapsed, "SETTLE", timedelta(seconds=1))
    monkeypatch.setattr(sender, "RECONCILE_EVERY", 0.3)


def settled() -> bool:
    return not OutgoingMessage.objects.filter(state__in=[State.WAITING, State.IN_FLIGHT]).exists()


def sent_per_reference(carrier: Carrier) -> Counter[str]:
    return Counter(str(row["reference"]) for row in carrier.taken.values())


def lapse() -> None:
    """As if the sender that has these rows had died and its lease were over."""
    OutgoingMessage.objects.filter(state=State.IN_FLIGHT).update(leased_until=timezone.now() - timedelta(seconds=1))


def claim(count: int) -> list[Item]:
    items = claims.claim_texts(count)
    assert len(items) == count
    return items


def took(carrier: Carrier, item: Item) -> str:
    """The carrier took this row, but nobody was left to hear it."""
    form = [("To", item.to), ("Body", item.body), ("StatusCallback", f"/x/{item.reference}/")]
    return str(carrier.took(Seen("POST", "/Messages.json", "", form, {}, 0.0))["sid"])


@pytest.mark.parametrize("ends", [Answer(wait=1.0), Answer(breaks_off=True), Answer(500, {}, takes=True)])
def test_what_the_carrier_took_without_telling_is_not_sent_again(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch, ends: Answer
) -> None:
    monkeypatch.setattr(sender, "LONGEST_REQUEST", timedelta(seconds=0.4))
    if ends.status == 500:
        carrier.behave = lambda seen: (carrier.took(seen), ends)[1]
    else:
        carrier.behave = lambda _seen: ends
    [row] = queue(1)

    with sending():
        until(settled)

    assert sent_per_reference(carrier) == {row.reference: 1}
    row.refresh_from_db()
    assert (row.state, row.provider_sid) == (State.HANDED_OVER, next(iter(carrier.taken)))


@pytest.mark.parametrize("lists", [True, False])
def test_what_the_carrier_never_took_is_sent_again(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch, *, lists: bool
) -> None:
    monkeypatch.setattr(sender, "LONGEST_REQUEST", timedelta(seconds=0.4))
    carrier.lists = lists
    carrier.behave = lambda _seen: Answer(wait=1.0, takes=False) if len(carrier.texts()) == 1 else Answer()
    [row] = queue(1)

    with sending():
        until(settled)

    assert sent_per_reference(carrier) == {row.reference: 1}


def test_a_list_that_lags_behind_is_not_believed_at_once() -> None:
    queue(1)
    [item] = claim(1)

    [early] = settle([item], [])

    assert (early.state, early.unsure) == (State.IN_FLIGHT, True)


def test_a_callback_by_our_reference_settles_a_row_in_flight_at_once(carrier: Carrier) -> None:
    queue(1)
    [item] = claim(1)
    sid = took(carrier, item)

    answer = wire.post(f"/carrier/text/status/{item.reference}/", {"MessageSid": sid, "MessageStatus": "sent"})

    row = OutgoingMessage.objects.get()
    assert (answer.status_code, row.state, row.provider_sid, row.leased_until) == (204, State.SENT, sid, None)
    assert not claim_lapsed(10)


def test_two_people_on_one_phone_each_get_their_text_once(carrier: Carrier) -> None:
    same_words(PHONE, 2)
    _first, second = claim(2)
    took(carrier, second)
    lapse()

    with sending():
        until(settled)

    assert len(carrier.taken) == 2
    assert OutgoingMessage.objects.values("provider_sid").distinct().count() == 2


def test_a_callback_outranks_a_guess_and_the_wrongly_settled_text_is_sent(carrier: Carrier) -> None:
    same_words(PHONE, 2)
    first, second = claim(2)
    sid = took(carrier, second)
    notes.note(settle([first], [Taken(sid, first.body, timezone.now())]))  # the list cannot tell them apart
    assert OutgoingMessage.objects.get(pk=first.id).provider_sid == sid

    note_state(second.reference, sid=sid, status="sent")
    time.sleep(1.1)  # the list is believed a second after the claim
    with sending():
        until(settled)

    assert OutgoingMessage.objects.get(pk=second.id).provider_sid == sid
    assert sent_per_reference(carrier) == {first.reference: 1, second.reference: 1}


def test_an_answer_outranks_a_guess_and_holds_up_no_other_row(carrier: Carrier) -> None:
    same_words(PHONE, 2)
    queue(3)
    first, second, *others = claim(5)
    notes.note([Outcome(first, State.HANDED_OVER, sid="SM" + "a" * 32, guessed=True)])

    told = [Outcome(item, State.HANDED_OVER, sid=f"SM{n:032d}") for n, item in enumerate(others)]
    notes.note([Outcome(second, State.HANDED_OVER, sid="SM" + "a" * 32), *told])

    assert OutgoingMessage.objects.get(pk=second.id).provider_sid == "SM" + "a" * 32
    assert OutgoingMessage.objects.get(pk=first.id).state == State.IN_FLIGHT
    assert OutgoingMessage.objects.filter(state=State.HANDED_OVER).count() == 4


def test_the_second_copy_of_a_text_never_stands_for_another(carrier: Carrier) -> None:
    same_words(PHONE, 2)
    first, second = claim(2)
    notes.note([Outcome(first, State.HANDED_OVER, sid="SM" + "a" * 32)])
    note_state(first.reference, sid="SM" + "b" * 32, status="sent")  # it went out twice

    [outcome] = settle([second], [Taken("SM" + "b" * 32, second.body, timezone.now())])

    assert outcome.sid is None


@pytest.mark.parametrize("body", [None, "other words"])
def test_other_words_or_an_earlier_text_never_stand_for_a_row(body: str | None) -> None:
    same_words(PHONE, 1)
    [item] = claim(1)
    earlier: datetime = timezone.now() - timedelta(seconds=30)

    assert settle([item], [Taken("SM" + "a" * 32, body, timezone.now())])[0].sid is None
    assert settle([item], [Taken("SM" + "a" * 32, item.body, earlier)])[0].sid is None


def test_whoever_was_too_late_cannot_take_a_row_back() -> None:
    queue(1)
    [item] = claim(1)
    lapse()
    [_again] = claim_lapsed(5)

    notes.note([Outcome(item, State.WAITING, code="503", retry_seconds=0.1)])
    assert OutgoingMessage.objects.get().state == State.IN_FLIGHT

    notes.note([Outcome(item, State.HANDED_OVER, sid="SM" + "c" * 32)])
    assert OutgoingMessage.objects.get().state == State.HANDED_OVER


def test_a_ring_in_flight_is_settled_by_its_first_callback(carrier: Carrier) -> None:
    late = timezone.now() + timedelta(minutes=1)
    CallOrder.objects.create(wish="ring", to=PHONE, token="leg7", step="offer", lane=0, expires_at=late)
    [item] = claims.claim_orders(5)
    sid = wire.sid("CA")

    wire.post("/carrier/voice/leg/leg7/", {"CallSid": sid, "CallStatus": "ringing"})

    order = CallOrder.objects.get()
    assert (order.state, order.provider_sid) == (State.SENT, sid)  # it rings there
    assert claims.sid_of(item.token) == sid


SWEEP = (
    "import threading,django; django.setup(); from amparo.messaging.outbox import claims, lapsed; from datetime import timedelta;"
    "claims.LEASE = lapsed.LEASE = timedelta(seconds=12);"
    "from amparo.messaging.outbox.sender import sweep; sweep(threading.Event())"
)
FIRST_WAVE = (
    "import time,django; django.setup(); from amparo.messaging.outbox.sender import send_from_this_process as go; go();"
    "time.sleep(.2); from amparo.messaging.tests.sending import queue; queue(60); time.sleep(60)"
)


def process(code: str, carrier: Carrier) -> subprocess.Popen[bytes]:
    used = connection.settings_dict
    address = f"postgres://{used['USER']}:{used['PASSWORD']}@/{used['NAME']}?host={used['HOST']}"
    environment = {
        **os.environ, "DATABASE_URL": address, "AMPARO_MODE": "test", "AMPARO_CARRIER_URL": carrier.url,
        "DJANGO_SETTINGS_MODULE": "amparo.config.settings", "AMPARO_CARRIER_IN_FLIGHT": "32",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=settings.ROOT)


def test_kill_9_of_worker_and_web_in_flight_loses_nothing_and_doubles_at_most_one_in_two_hundred(
    carrier: Carrier,
) -> None:
    carrier.behave = lambda _seen: Answer(
        wait=0.15
    )  # on a busy machine, too, something is left for the next to die with
    chance = random.Random(20261125)
    queue(1_000)
    for n in range(6):
        before = len(carrier.taken)
        victim = process(FIRST_WAVE if n % 3 == 2 else SWEEP, carrier)
        until(lambda seen=before: len(carrier.taken) > seen + chance.randint(5, 60), 60)  # type: ignore[misc]
        victim.send_signal(signal.SIGKILL)
        victim.wait(10)
        assert OutgoingMessage.objects.filter(state=State.IN_FLIGHT).exists()

    worker = process(SWEEP, carrier)
    until(settled, 120)
    worker.terminate()
    worker.wait(10)

    sent = sent_per_reference(carrier)
    all_rows = set(OutgoingMessage.objects.values_list("reference", flat=True))
    assert all_rows == set(sent), "none is lost"
    assert sum(sent.values()) - len(sent) <= 0.005 * len(all_rows)
