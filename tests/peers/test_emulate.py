"""Our outbox and webhooks against npm ``emulate``, whose authors have never heard of us."""

import base64
import json
import urllib.parse
import urllib.request
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from amparo.messaging.actions import end_calls, place_call
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, InboundText, OptOut, OutgoingMessage
from amparo.messaging.outbox import claims
from amparo.messaging.tests.sending import queue, sending
from tests.opened import words_of
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def ask(address: str, path: str, form: dict[str, str] | None = None) -> dict[str, object]:
    """A request to the peer with the account's name."""
    data = urllib.parse.urlencode(form).encode() if form else None
    pair = base64.b64encode(f"{settings.CARRIER_ACCOUNT}:{settings.CARRIER_TOKEN}".encode()).decode()
    request = urllib.request.Request(address + path, data, {"Authorization": f"Basic {pair}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, object] = json.loads(answer.read())
    return found


def test_a_text_is_sent_and_its_states_come_back_signed(emulate: str) -> None:
    [row] = queue(1)

    with sending():
        until(lambda: OutgoingMessage.objects.filter(state=State.HANDED_OVER).exists())
    row.refresh_from_db()
    there = ask(emulate, f"/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}/Messages/{row.provider_sid}.json")
    ask(emulate, "/_twilio/simulate/message-status", {"MessageSid": str(row.provider_sid), "Status": "delivered"})

    assert (there["to"], there["body"]) == (row.to.reveal(), row.body.reveal())
    row.refresh_from_db()
    assert row.state == State.DELIVERED


def test_a_text_comes_in_signed_by_somebody_else(emulate: str) -> None:
    form = {"From": "+14135550142", "To": settings.TEXT_NUMBER, "Body": "¿Están? ¡Sí! 您好 🙏 & + % ="}

    ask(emulate, "/_twilio/simulate/inbound-message", form)

    assert [words_of(text) for text in InboundText.objects.all()] == [form["Body"]]


def test_a_stop_comes_in_and_is_answered_once(emulate: str) -> None:
    form = {"From": "+14135550142", "To": settings.TEXT_NUMBER, "Body": "ALTO"}
    with sending():
        ask(emulate, "/_twilio/simulate/inbound-message", form)
        ask(emulate, "/_twilio/simulate/inbound-message", form)
        until(lambda: OutgoingMessage.objects.filter(state=State.HANDED_OVER).exists())

    assert OptOut.objects.count() == OutgoingMessage.objects.count() == 1


def test_with_another_token_the_house_believes_nothing(emulate: str, settings: Settings) -> None:
    settings.CARRIER_SIGNING_KEY = "another-key"
    form = {"From": "+14135550142", "To": settings.TEXT_NUMBER, "Body": "hello"}

    ask(emulate, "/_twilio/simulate/inbound-message", form)

    assert not InboundText.objects.exists()


def test_a_number_that_is_not_ours_is_refused_by_name(emulate: str, settings: Settings) -> None:
    settings.TEXT_NUMBER = "+16175550199"
    [row] = queue(1)

    with sending():
        until(lambda: OutgoingMessage.objects.filter(state=State.FAILED).exists())

    row.refresh_from_db()
    assert row.error_code == "21606"


def test_what_was_in_flight_is_found_in_somebody_elses_list(emulate: str) -> None:
    queue(1)
    [item] = claims.claim_texts(1)
    ask(emulate, f"/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}/Messages.json",
        {"To": item.to, "From": settings.TEXT_NUMBER, "Body": item.body})  # fmt: skip
    OutgoingMessage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    with sending():
        until(lambda: OutgoingMessage.objects.filter(state=State.HANDED_OVER).exists())

    listed = ask(
        emulate, f"/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}/Messages.json?To={urllib.parse.quote(item.to)}"
    )
    assert [row["sid"] for row in listed["messages"]] == [OutgoingMessage.objects.get().provider_sid]  # type: ignore[attr-defined]


def test_a_phone_is_rung_and_hung_up(emulate: str) -> None:
    late = timezone.now() + timedelta(minutes=1)
    about = queue(1)[0].pk
    with sending():
        place_call("+14135550142", token="leg1", step="offer", about=about, ring_seconds=18, expires_at=late)
        until(lambda: CallOrder.objects.filter(wish="ring", state__gte=State.HANDED_OVER).exists())
        end_calls(["leg1"], about=about, expires_at=late)
        until(lambda: CallOrder.objects.filter(wish="end", state=State.HANDED_OVER).exists())

    sid = CallOrder.objects.get(wish="ring").provider_sid
    there = ask(emulate, f"/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}/Calls/{sid}.json")
    assert there["status"] == "completed"
