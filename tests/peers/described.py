"""The carrier's own description of its wire (OpenAPI), and what it says of a request or an answer."""

import json
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from openapi_core import OpenAPI
from openapi_core.configurations import Config
from openapi_core.testing import MockRequest, MockResponse

from amparo.messaging.channels.twilio_compat import client
from tests.peers.conftest import MODULES

SPEC = MODULES / "@twilio" / "cli-core" / "src" / "services" / "twilio-api" / "twilio_api_v2010.json"
FORM = "application/x-www-form-urlencoded"
PATHS = ("Messages.json", "Messages/{Sid}.json", "Calls.json", "Calls/{Sid}.json", "Recordings.json", "Recordings/{Sid}.json",
         "Conferences.json", "Conferences/{Sid}.json", "Conferences/{ConferenceSid}/Participants.json",
         "Conferences/{ConferenceSid}/Participants/{CallSid}.json", "Queues.json", "Queues/{Sid}.json")  # fmt: skip
BASE = "/2010-04-01/Accounts/{AccountSid}/"


@lru_cache(maxsize=1)
def described() -> dict[str, dict[str, dict[str, object]]]:
    """The carrier's description of the paths that we use.

    Of why a conference ended it says in words "when in progress, will be null", and forgets that in the schema.
    """
    whole = json.loads(Path(SPEC).read_text(encoding="utf-8"))
    reason = whole["components"]["schemas"]["conference_enum_reason_conference_ended"]
    reason |= {"nullable": True, "enum": [*reason["enum"], None]}
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


def check_answer(method: str, path: str, form: list[tuple[str, str]], status: int, body: dict) -> None:  # type: ignore[type-arg]
    """Status, types, patterns, enums, and exactly the names that the description has: it allows others silently."""
    request = mock(method, f"https://x/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}{path}", form)
    said = operation_of(method, request.path)["responses"][str(status)]
    if "content" not in said:
        assert body == {}
        return
    wire().validate_response(request, MockResponse(json.dumps(body).encode(), status, content_type="application/json"))
    check_names(said["content"]["application/json"]["schema"], body)


def check_names(schema: dict, body: object) -> None:  # type: ignore[type-arg]
    """What is here is named as it is described, and nothing that is described is missing; in lists each row."""
    schema = described()["components"]["schemas"][schema["$ref"].rpartition("/")[-1]] if "$ref" in schema else schema  # type: ignore[assignment]
    if isinstance(body, list):
        for row in body:
            check_names(schema["items"], row)
    elif isinstance(body, dict) and "properties" in schema:
        assert set(body) == set(schema["properties"])
        for name, inner in body.items():
            check_names(schema["properties"][name], inner)
