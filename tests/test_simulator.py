"""The product and the simulated carrier, two real processes and the wire between them: web, worker, PostgreSQL, signatures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.config.cli.main import main
from amparo.config.cli.scenarios import SIMULATOR_ABOVE
from amparo.core.guarded import keyed_hash
from amparo.hotline.models import Call
from amparo.hotline.tests.factories import make_responder
from amparo.messaging.actions import queue_message
from amparo.messaging.enums import Lane, State
from amparo.messaging.models import InboundText, OptOut, OutgoingMessage
from amparo.simulator.tests.phones import TEXTS, Simulator
from tests.conftest import SHARED_TOKEN
from tests.processes import free_port
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
CALLER, RESPONDER = "+16175550193", "+16175550194"


def send(to: str, number: int) -> OutgoingMessage:
    return queue_message(
        "word.start",
        to=to,
        language="en",
        lane=Lane.ACTIVATION,
        expires_at=timezone.now() + timedelta(hours=2 + number),
    )


def test_a_call_in_spanish_rings_a_phone_is_taken_with_one_key_and_ends_for_both(phones: Simulator) -> None:
    make_responder("es", language="es", phone=RESPONDER)

    phones.phone(CALLER, "call")
    until(lambda: phones.doing(CALLER) == "gathering")
    phones.phone(CALLER, "keys", keys="2")
    until(lambda: any("oprima 1" in words for words in phones.heard(CALLER)))
    until(lambda: phones.doing(CALLER) == "gathering")
    phones.phone(CALLER, "keys", keys="1")
    until(lambda: phones.doing(RESPONDER) == "ringing", 15)
    phones.phone(RESPONDER, "answer")
    until(lambda: phones.doing(RESPONDER) == "gathering")
    assert CALLER not in str(phones.seen(RESPONDER))  # the responder never sees the caller's number
    phones.phone(RESPONDER, "keys", keys="1")

    until(lambda: phones.doing(CALLER) == "talking" and phones.doing(RESPONDER) == "talking", 15)
    phones.phone(CALLER, "say", words="Hay dos camionetas.")
    until(lambda: "Hay dos camionetas." in phones.heard(RESPONDER))
    call = Call.objects.get()
    assert call.language == "es"
    assert Call.objects.filter(state="talking").exists()
    phones.phone(CALLER, "hang-up")
    until(lambda: phones.doing(RESPONDER) == "", 15)
    until(lambda: not Call.objects.filter(state="talking").exists())


def test_the_caller_who_hangs_up_stops_the_ringing(phones: Simulator) -> None:
    make_responder("es", language="es", phone=RESPONDER)
    phones.phone(CALLER, "call")
    for key in ("2", "1"):
        until(lambda: phones.doing(CALLER) == "gathering")
        phones.phone(CALLER, "keys", keys=key)
        until(lambda: phones.doing(CALLER) != "gathering")
    until(lambda: phones.doing(RESPONDER) == "ringing", 15)

    phones.phone(CALLER, "hang-up")

    until(lambda: phones.doing(RESPONDER) == "", 15)
    assert "canceled" in phones.heard(RESPONDER)


def test_stop_is_obeyed_by_the_house_and_by_the_carrier(phones: Simulator) -> None:
    phones.phone(CALLER, "text", body="STOP")

    until(lambda: OptOut.objects.filter(index=keyed_hash("phone", CALLER)).exists())
    form = {"To": CALLER, "From": TEXTS, "Body": "Hello"}
    assert phones.ask("POST", "/Messages.json", form, token=SHARED_TOKEN)[1]["code"] == 21610
    assert send(CALLER, 0).state == State.OPTED_OUT


def test_a_person_the_carrier_stopped_is_seen_to_be_opted_out(phones: Simulator) -> None:
    phones.press("/knobs", opted_out=1)

    row = send(CALLER, 0)

    until(lambda: OptOut.objects.filter(index=keyed_hash("phone", CALLER)).exists(), 15)
    until(lambda: OutgoingMessage.objects.get(pk=row.pk).state == State.OPTED_OUT)


def test_doubled_disordered_and_refused_news_has_no_second_effect(phones: Simulator) -> None:
    phones.press("/knobs", duplicates=1, reorder=0.5, busy=0.3)
    numbers = [f"+1617555{line:04}" for line in range(150, 170)]

    rows = [send(number, place) for place, number in enumerate(numbers)]
    for number in numbers:
        phones.phone(number, "text", body="1")

    until(lambda: InboundText.objects.count() == len(numbers), 30)
    wanted = {row.pk for row in rows}
    until(lambda: OutgoingMessage.objects.filter(pk__in=wanted, state=State.DELIVERED).count() == len(rows), 40)
    assert InboundText.objects.count() == len(numbers)
    words = rows[0].body
    for number in numbers:
        thread = phones.seen(number)["thread"]
        assert [each["words"] for each in thread].count(str(words.reveal())) == 1  # type: ignore[attr-defined]


def test_the_command_starts_lists_and_ends_a_scenario(phones: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    port = str(phones.port - SIMULATOR_ABOVE)

    assert main(["simulate", "--port", port]) == 0
    assert "holyoke" in capsys.readouterr().out
    assert main(["simulate", "holyoke", "--port", port]) == 0
    until(lambda: phones.doing("+14135550190"))
    assert main(["simulate", "prank", "--port", port]) == 0
    until(lambda: phones.seen("+14135550191")["script"] == "prank")
    until(lambda: phones.heard("+14135550190").count("calling") == 2)  # after the call before it was hung up
    assert main(["simulate", "stop", "--port", port]) == 0
    until(lambda: not phones.doing("+14135550190"))
    assert main(["simulate", "nothing", "--port", port]) == 1
    assert "There is no scenario nothing" in capsys.readouterr().err
    assert main(["simulate", "holyoke", "--port", str(free_port())]) == 1


def test_news_that_never_comes_sends_nothing_twice(phones: Simulator) -> None:
    phones.press("/knobs", loss=1)
    silent = send(CALLER, 0)
    until(lambda: phones.seen(CALLER)["thread"])
    phones.press("/knobs", loss=0)

    heard = send(RESPONDER, 1)

    until(lambda: OutgoingMessage.objects.get(pk=heard.pk).state == State.DELIVERED, 15)
    assert OutgoingMessage.objects.get(pk=silent.pk).state == State.HANDED_OVER
    assert len(phones.seen(CALLER)["thread"]) == 1  # type: ignore[arg-type]


def test_an_answer_that_got_lost_is_looked_up_and_not_sent_again(phones: Simulator) -> None:
    phones.press("/knobs", lost_answers=1)
    row = send(CALLER, 0)
    until(lambda: phones.seen(CALLER)["thread"])
    phones.press("/knobs", lost_answers=0)

    until(lambda: OutgoingMessage.objects.get(pk=row.pk).provider_sid, 60)

    assert len(phones.seen(CALLER)["thread"]) == 1  # type: ignore[arg-type]
