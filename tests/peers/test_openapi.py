"""Every request we make, and every answer of our simulator, against the carrier's own description of its wire."""

import json
import urllib.error
import urllib.request
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from openapi_core import OpenAPI
from openapi_core.configurations import Config
from openapi_core.testing import MockRequest, MockResponse

from amparo.messaging.channels.twilio_compat import client
from amparo.messaging.enums import CallWish
from amparo.messaging.outbox.claims import Item
from tests.peers.conftest import MODULES

SPEC = MODULES / "@twilio" / "cli-core" / "src" / "services" / "twilio-api" / "twilio_api_v2010.json"
FORM = "application/x-www-form-urlencoded"
EVENTS = {"initiated", "ringing", "answered", "completed"}  # the description lists them in words only
PATHS = ("Messages.json", "Messages/{Sid}.json", "Calls.json", "Calls/{Sid}.json", "Recordings.json", "Recordings/{Sid}.json",
         "Conferences.json", "Conferences/{Sid}.json", "Conferences/{ConferenceSid}/Participants.json",
         "Conferences/{ConferenceSid}/Participants/{CallSid}.json", "Queues.json", "Queues/{Sid}.json")  # fmt: skip
BASE = "/2010-04-01/Accounts/{AccountSid}/"


@lru_cache(maxsize=1)
def described() -> dict[str, dict[str, dict[str, object]]]:
    """The carrier's description of the paths that we use."""
    whole = json.loads(Path(SPEC).read_text(encoding="utf-8"))
    paths = {BASE + path: whole["paths"][BASE + path] for path in PATHS}
    return {**whole, "paths": paths}


@lru_cache(maxsize=1)
def wire() -> OpenAPI:
    return OpenAPI.from_dict(described(), config=Config(spec_validator_cls=None))


def mock(method: str, url: str, form: list[tuple[str, str]]) -> MockRequest:
    parts = urlsplit(url)
    return MockRequest(
        "https://api.twilio.com", method, parts.path, args=dict(parse_qsl(parts.query)), headers=dict(client.headers()),
        data=urlencode(form).encode() or None, content_type=FORM if form else "",
    )  # fmt: skip


def check_request(method: str, url: str, form: list[tuple[str, str]]) -> None:
    """Path, parameters, enums and names: the description allows other names silently, so they are held to it here."""
    request = mock(method, url, form)
    wire().validate_request(request)
    operation = operation_of(method, request.path)
    body = operation.get("requestBody", {"content": {FORM: {"schema": {"properties": {}}}}})
    known = set(body["content"][FORM]["schema"]["properties"])
    assert {name for name, _value in form} <= known
    asked = {parameter["name"] for parameter in operation.get("parameters", [])}
    assert set(dict(parse_qsl(urlsplit(url).query))) <= asked


def operation_of(method: str, path: str) -> dict:  # type: ignore[type-arg]
    pieces = path.removeprefix("/").split("/")
    for template, operations in described()["paths"].items():
        wanted = template.removeprefix("/").split("/")
        if len(wanted) == len(pieces) and all(
            w == p or (w.startswith("{") and w.endswith(".json") == p.endswith(".json"))
            for w, p in zip(wanted, pieces, strict=True)
        ):
            return operations[method]
    raise AssertionError(f"the carrier knows no {path}")


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
    request = client.request_for(item)

    assert request is not None
    check_request("post", request.url, request.form)
    assert {value for name, value in request.form if name == "StatusCallbackEvent"} <= EVENTS


def test_no_request_of_ours_could_record_a_conversation() -> None:
    names = {name for item in ITEMS for name, _value in client.request_for(item).form}  # type: ignore[union-attr]

    assert not [name for name in names if "record" in name.lower() or "transcri" in name.lower()]


@pytest.mark.parametrize("item", ITEMS[:2], ids=["texts", "calls"])
def test_what_we_look_up_is_what_the_carrier_describes(peers: Path, item: Item) -> None:
    check_request("get", client.list_url(item), [])
    check_request("get", client.probe_url("text" if item.kind == "text" else "voice"), [])


def test_a_deletion_is_what_the_carrier_describes(peers: Path) -> None:
    check_request("delete", client._recording_url("RE" + "1a" * 16, "json"), [])


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


def check_answer(method: str, path: str, form: list[tuple[str, str]], status: int, body: dict) -> None:  # type: ignore[type-arg]
    request = mock(method, f"https://x/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}{path}", form)
    wire().validate_response(request, MockResponse(json.dumps(body).encode(), status, content_type="application/json"))
    schema = operation_of(method, request.path)["responses"]
    assert str(status) in schema


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
