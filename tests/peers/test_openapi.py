"""Every request we make, and every answer of our simulator, against the carrier's own description of its wire."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings

from amparo.messaging.channels.twilio_compat import client
from amparo.messaging.enums import CallWish
from amparo.messaging.outbox.claims import Item
from tests.peers.described import check_answer, check_request

EVENTS = {"initiated", "ringing", "answered", "completed"}  # the description lists them in words only


def an_item(kind: str, **more: object) -> Item:
    values = {"to": "+14135550142", "body": "¿Está? 您好", "reference": "a" * 32, "attempts": 1, "token": "b" * 24,
              "step": "offer", "ring_seconds": 18, **more}  # fmt: skip
    return Item(id=uuid4(), kind=kind, **values)  # type: ignore[arg-type]


CALL = "CA" + "1a" * 16
ITEMS = [
    an_item("text"), an_item(CallWish.RING), an_item(CallWish.END, call_sid=CALL), an_item(CallWish.REDIRECT, call_sid=CALL),
]  # fmt: skip


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.kind))
def test_what_we_ask_for_is_what_the_carrier_describes(peers: Path, item: Item) -> None:
    request = client.request_for(item, client.addresses())

    assert request is not None
    check_request("post", request.url, request.form)
    assert {value for name, value in request.form if name == "StatusCallbackEvent"} <= EVENTS


def test_no_request_of_ours_could_record_a_conversation() -> None:
    names = {name for item in ITEMS for name, _value in client.request_for(item, client.addresses()).form}  # type: ignore[union-attr]

    assert not [name for name in names if "record" in name.lower() or "transcri" in name.lower()]


@pytest.mark.parametrize("item", ITEMS[:2], ids=["texts", "calls"])
def test_what_we_look_up_is_what_the_carrier_describes(peers: Path, item: Item) -> None:
    check_request("get", client.list_url(item), [])
    check_request("get", client.probe_url("text" if item.kind == "text" else "voice"), [])


@pytest.mark.parametrize(
    ("name", "value"), [("Methodd", "POST"), ("Method", "PUT"), ("Status", "ended"), ("RecordIt", "true")]
)
def test_the_description_would_find_a_wrong_name_or_value(peers: Path, name: str, value: str) -> None:
    with pytest.raises(Exception):  # noqa: B017  the library's own, or our assertion
        check_request("post", f"{client.base_url()}/Calls/{CALL}.json", [(name, value)])


def ask(address: str, method: str, path: str, form: list[tuple[str, str]]) -> tuple[int, dict]:  # type: ignore[type-arg]
    url = f"{address}/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}{path}"
    data = urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data, dict(client.headers()), method=method.upper())
    with urllib.request.urlopen(request, timeout=10) as answer:
        raw = answer.read()
        return answer.status, json.loads(raw) if raw else {}


@pytest.mark.django_db(transaction=True)
def test_our_simulator_answers_as_the_carrier_describes(simulator: str) -> None:
    text = [("To", "+14135550142"), ("From", settings.TEXT_NUMBER), ("Body", "hola")]
    ring = [
        ("To", "+14135550143"),
        ("From", settings.HOTLINE_NUMBER),
        ("Url", f"{settings.PUBLIC_URL}/carrier/voice/step/t/s/"),
    ]
    sent = ask(simulator, "post", "/Messages.json", text)
    rung = ask(simulator, "post", "/Calls.json", ring)
    message, call = sent[1]["sid"], rung[1]["sid"]

    check_answer("post", "/Messages.json", text, *sent)
    check_answer("post", "/Calls.json", ring, *rung)
    for path in ("/Messages.json?To=%2B14135550142&PageSize=100", "/Calls.json?PageSize=1", f"/Messages/{message}.json",
                 f"/Calls/{call}.json", "/Conferences.json", "/Queues.json", "/Recordings.json"):  # fmt: skip
        check_answer("get", path, [], *ask(simulator, "get", path, []))
    end = [("Status", "completed")]
    check_answer("post", f"/Calls/{call}.json", end, *ask(simulator, "post", f"/Calls/{call}.json", end))


@pytest.mark.django_db(transaction=True)
def test_our_simulator_refuses_in_the_carriers_words(simulator: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(
            simulator, "post", "/Messages.json", [("To", "+12025550142"), ("From", settings.TEXT_NUMBER), ("Body", "x")]
        )

    body = json.loads(refused.value.read())
    assert (refused.value.code, body["code"], set(body)) == (400, 21211, {"code", "message", "more_info", "status"})
