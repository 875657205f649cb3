"""What our simulator answers of calls that meet, wait and leave a message, against the carrier's own description."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from amparo.simulator.tests.conftest import product  # noqa: F401 - a fixture
from amparo.simulator.tests.phones import Product, Simulator, started
from tests.peers.described import check_answer
from tests.waiting import until

CALLER, OTHER, THIRD = "+14135550191", "+14135550151", "+14135550152"
INBOUND = "/carrier/voice/inbound/"
Body = dict[str, object]
Form = list[tuple[str, str]]


@pytest.fixture
def phones(peers: Path, product: Product, tmp_path: Path) -> Iterator[Simulator]:
    with started(product.url, tmp_path, speed=10) as simulator:
        yield simulator


def asked(phones: Simulator, method: str, path: str, form: Form | None = None) -> Body:
    """The answer to this request, which is as the carrier describes it."""
    status, body = phones.ask(method.upper(), path, form)
    assert status in (200, 204), body
    body = {} if body == {"raw": b""} else body
    check_answer(method, path, form or [], status, body)
    return body


def only(body: Body, name: str) -> Body:
    [row] = cast("list[Body]", body[name])
    return row


def test_who_talks_with_whom(product: Product, phones: Simulator) -> None:
    product.markup[INBOUND] = "<Response><Dial><Conference>room-1</Conference></Dial></Response>"
    phones.phone(CALLER, "call")
    phones.phone(OTHER, "call")
    until(lambda: phones.doing(CALLER) == phones.doing(OTHER) == "talking")

    room = f"/Conferences/{only(asked(phones, 'get', '/Conferences.json'), 'conferences')['sid']}"
    members = cast("list[Body]", asked(phones, "get", f"{room}/Participants.json")["participants"])
    first, second = (f"{room}/Participants/{each['call_sid']}.json" for each in members)
    asked(phones, "get", f"{room}.json")
    asked(phones, "get", first)
    muted = asked(phones, "post", first, [("Muted", "true"), ("Hold", "true"), ("EndConferenceOnExit", "true")])
    asked(phones, "delete", second)

    assert (muted["muted"], muted["hold"], muted["end_conference_on_exit"]) == (True, True, True)
    until(lambda: len(cast("list[Body]", asked(phones, "get", f"{room}/Participants.json")["participants"])) == 1)
    asked(phones, "post", f"{room}.json", [("Status", "completed")])
    until(lambda: asked(phones, "get", f"{room}.json")["status"] == "completed")
    assert asked(phones, "get", f"{room}.json")["reason_conference_ended"] == "conference-ended-via-api"


def test_who_waits_in_a_line(product: Product, phones: Simulator) -> None:
    product.markup[INBOUND] = "<Response><Enqueue>line</Enqueue></Response>"
    phones.phone(CALLER, "call")
    until(lambda: phones.doing(CALLER) == "waiting")

    line = only(asked(phones, "get", "/Queues.json"), "queues")
    assert asked(phones, "get", f"/Queues/{line['sid']}.json")["current_size"] == 1


def test_what_somebody_said_is_listed_until_it_is_deleted(product: Product, phones: Simulator) -> None:
    told = "/carrier/voice/message/t/"
    product.markup[INBOUND] = f'<Response><Record recordingStatusCallback="{product.url}{told}"/></Response>'
    phones.phone(CALLER, "call")
    until(lambda: phones.doing(CALLER) == "recording")
    phones.phone(CALLER, "hang-up")
    sid = until(lambda: product.at(told))[0]["RecordingSid"]

    call = only(asked(phones, "get", "/Recordings.json"), "recordings")["call_sid"]
    asked(phones, "get", f"/Calls/{call}.json")
    asked(phones, "get", f"/Recordings/{sid}.json")
    asked(phones, "delete", f"/Recordings/{sid}.json")
    assert asked(phones, "get", "/Recordings.json")["recordings"] == []


def test_a_text_is_listed_until_it_is_deleted(phones: Simulator) -> None:
    text: Form = [("To", THIRD), ("From", "+14135550101"), ("Body", "hola")]
    sid = phones.ask("POST", "/Messages.json", text)[1]["sid"]

    asked(phones, "get", f"/Messages/{sid}.json")
    assert asked(phones, "post", f"/Messages/{sid}.json", [("Body", "")])["body"] == ""
    asked(phones, "delete", f"/Messages/{sid}.json")
    assert phones.ask("GET", f"/Messages/{sid}.json")[1]["code"] == 20404
    assert asked(phones, "get", "/Messages.json")["messages"] == []
