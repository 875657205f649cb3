"""No copy of a text stays at the carrier, and only the carrier's own "there is nothing" counts."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from amparo.core import clock
from amparo.messaging.copies import delete_copies, note_texts_without_news
from amparo.messaging.enums import State
from amparo.messaging.models import CarrierCopy, OutgoingMessage
from amparo.messaging.selectors import copies_at_carrier
from amparo.messaging.tests import wire
from amparo.messaging.tests.carrier import Answer, Carrier, Seen
from amparo.messaging.tests.sending import queue

pytestmark = pytest.mark.django_db
ANA = "+14135550142"


class Store:
    """The texts that the carrier keeps; ``deletes`` says whether it does what it is told."""

    def __init__(self, carrier: Carrier, *sids: str) -> None:
        self.kept, self.deletes, self.asked = set(sids), True, list[str]()
        carrier.behave = self.answer

    def answer(self, seen: Seen) -> Answer:
        sid = seen.path.rsplit("/", 1)[-1].removesuffix(".json")
        self.asked.append(f"{seen.method} {sid}")
        if sid not in self.kept:
            return Answer(404, {"code": 20404})
        if seen.method == "DELETE" and self.deletes:
            self.kept.discard(sid)
        return Answer(204 if seen.method == "DELETE" else 200, {"sid": sid, "body": "words"})


def test_a_text_that_came_is_deleted_at_the_carrier_and_asked_for_again(carrier: Carrier) -> None:
    sid = wire.sid()
    wire.text(ANA, "my brother was taken", message=sid)
    store = Store(carrier, sid)
    assert copies_at_carrier(clock.ahead(seconds=1)) == 1

    assert delete_copies() == 1

    assert (store.kept, store.asked) == (set(), [f"DELETE {sid}", f"GET {sid}"])
    assert not CarrierCopy.objects.exists()
    assert delete_copies() == 0


def test_a_carrier_that_says_yes_and_keeps_it_is_asked_until_it_is_gone(carrier: Carrier) -> None:
    sid = wire.sid()
    wire.text(ANA, "hola", message=sid)
    store = Store(carrier, sid)
    store.deletes = False
    assert delete_copies() == 0
    assert CarrierCopy.objects.get().tries == 1
    assert delete_copies() == 0, "not at once again"

    store.deletes = True
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        assert delete_copies() == 1

    assert not CarrierCopy.objects.exists()


@pytest.mark.parametrize("trouble", [Answer(503), Answer(429), Answer(401), Answer(breaks_off=True)])
def test_a_carrier_in_trouble_is_left_alone_for_a_while_and_nothing_is_taken_for_gone(
    carrier: Carrier, trouble: Answer
) -> None:
    for _n in range(3):
        wire.text(ANA, "hola")
    carrier.behave = lambda _seen: trouble

    assert delete_copies() == 0

    assert len(carrier.seen) == 1
    assert CarrierCopy.objects.count() == 3


def test_one_that_cannot_be_deleted_does_not_hold_up_the_others(carrier: Carrier) -> None:
    sids = [wire.sid() for _n in range(3)]
    for sid in sids:
        wire.text(ANA, "hola", message=sid)

    def answer(seen: Seen) -> Answer:
        return Answer(409 if sids[0] in seen.path else 404)

    carrier.behave = answer

    assert delete_copies() == 2
    assert CarrierCopy.objects.get().sid == sids[0]


@pytest.mark.parametrize("end", ["delivered", "undelivered"])
def test_our_own_text_goes_from_there_when_it_came_to_its_end(carrier: Carrier, end: str) -> None:
    [row] = queue(1)
    sid, path = wire.sid(), f"/carrier/text/status/{row.reference}/"
    wire.post(path, {"MessageSid": sid, "MessageStatus": "sent"})
    assert not CarrierCopy.objects.exists()

    wire.post(path, {"MessageSid": sid, "MessageStatus": end})

    assert CarrierCopy.objects.get().sid == sid


def test_a_text_without_news_goes_after_a_day() -> None:
    [row] = queue(1)
    yesterday = clock.ago(hours=25)
    OutgoingMessage.objects.filter(pk=row.pk).update(state=State.SENT, provider_sid="SM1", handed_over_at=yesterday)

    note_texts_without_news()

    assert CarrierCopy.objects.get().sid == "SM1"
