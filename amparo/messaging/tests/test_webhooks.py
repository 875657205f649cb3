"""The carrier's doors: every one checks the signature, bad input has a defined outcome, copies change nothing."""

import itertools
import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import Settings
from twilio.request_validator import RequestValidator

from amparo.audit.models import Entry
from amparo.core.events import _answers, answers
from amparo.messaging.carrier_news import note_state
from amparo.messaging.channels.twilio_compat.webhooks import FALLBACK
from amparo.messaging.enums import Lane, State
from amparo.messaging.models import CallOrder, InboundText, OptOut, OutgoingMessage, ProviderEvent
from amparo.messaging.tests import wire
from amparo.messaging.urls import urlpatterns
from amparo.messaging.voice import Hangup, Plan, StepAsked
from tests.opened import words_of

pytestmark = pytest.mark.django_db
PUBLIC = {"prompt"}  # recorded sentences, which the carrier fetches to play them
SID, CALL = "SM" + "1" * 32, "CA" + "2" * 32
FORM = {
    "MessageSid": SID, "CallSid": CALL, "ConferenceSid": "CF" + "3" * 32, "RecordingSid": "RE" + "4" * 32, "Body": "hello",
    "From": "+14135550142", "To": "+14135550101", "CallStatus": "completed", "MessageStatus": "sent",
}  # fmt: skip


def carrier_routes() -> list[tuple[str, URLPattern]]:
    """Every address below /carrier/, from the URL configuration itself, with an example of it."""
    [resolver] = [each for each in get_resolver().url_patterns if str(each.pattern) == "carrier/"]
    assert isinstance(resolver, URLResolver)
    found: list[tuple[str, URLPattern, dict[str, str]]] = []
    for pattern in resolver.url_patterns:
        assert isinstance(pattern, URLPattern)
        words = {name: "en" if name == "language" else "greeting" if name == "slot" else "x" * 8
                 for name in pattern.pattern.converters}  # fmt: skip
        found.append((f"/carrier/{str(pattern.pattern).translate({ord('<'): '{', ord('>'): '}'})}", pattern, words))
    return [(_filled(route, words), pattern) for route, pattern, words in found]


def _filled(route: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        for kind in ("slug", "str"):
            route = route.replace(f"{{{kind}:{name}}}", word)
    return route


SIGNED = [(path, pattern) for path, pattern in carrier_routes() if pattern.name not in PUBLIC]


def signature(path: str, form: dict[str, str], token: str, base: str = "") -> str:
    return str(RequestValidator(token).compute_signature((base or settings.PUBLIC_URL) + path, form))


def posted(path: str, form: dict[str, str], signed_as: str | None, **more: str) -> int:
    headers = {"X-Twilio-Signature": signed_as, **more} if signed_as is not None else dict(more)
    return Client().post(path, urlencode(form), content_type=wire.FORM, headers=headers).status_code


def stored() -> int:
    models = (InboundText, ProviderEvent, OptOut, OutgoingMessage, CallOrder, Entry)
    return sum(model.objects.count() for model in models)


def test_the_list_of_addresses_is_the_rooms_own() -> None:
    assert len(carrier_routes()) == len(urlpatterns) > 9
    assert {pattern.name for path, pattern in carrier_routes()} >= PUBLIC


@pytest.mark.parametrize(("path", "pattern"), SIGNED, ids=lambda each: str(getattr(each, "name", "")))
def test_without_the_carriers_signature_nothing_gets_in(path: str, pattern: URLPattern, settings: Settings) -> None:
    settings.CARRIER_TOKEN_OLD = ""
    right, before = signature(path, FORM, settings.CARRIER_TOKEN), stored()

    refused = {
        "missing": posted(path, FORM, None),
        "empty": posted(path, FORM, ""),
        "wrong": posted(path, FORM, "A" * 28),
        "very long": posted(path, FORM, right + "A" * 10_000),
        "old token": posted(path, FORM, signature(path, FORM, "a-token-of-yesterday")),
        "other host": posted(path, FORM, signature(path, FORM, settings.CARRIER_TOKEN, "http://elsewhere.example")),
        "other query": posted(path + "?x=1", FORM, right),
        "changed parameter": posted(path, {**FORM, "From": "+14135550143"}, right),
        "added parameter": posted(path, {**FORM, "Extra": "1"}, right),
        "other path": posted(path, FORM, signature("/carrier/text/inbound2/", FORM, settings.CARRIER_TOKEN)),
    }

    assert set(refused.values()) == {403}, refused
    assert stored() == before
    assert getattr(pattern.callback, "checks_signature", False)


@pytest.mark.parametrize(("path", "pattern"), SIGNED, ids=lambda each: str(getattr(each, "name", "")))
def test_without_a_token_in_the_settings_the_doors_stay_shut(
    path: str, pattern: URLPattern, settings: Settings
) -> None:
    settings.CARRIER_TOKEN = settings.CARRIER_TOKEN_OLD = settings.CARRIER_SIGNING_KEY = ""

    assert posted(path, FORM, signature(path, FORM, "")) == 403


@pytest.mark.parametrize(("path", "pattern"), SIGNED, ids=lambda each: str(getattr(each, "name", "")))
def test_only_forms_by_post_are_read(path: str, pattern: URLPattern) -> None:
    key = RequestValidator(settings.CARRIER_TOKEN)
    body = json.dumps(FORM)
    address = f"{path}?bodySHA256={'0' * 64}"
    signed = {"X-Twilio-Signature": key.compute_signature(settings.PUBLIC_URL + address, {})}

    assert Client().post(address, body, content_type="application/json", headers=signed).status_code == 403
    assert (
        Client()
        .post(path, FORM, headers={"X-Twilio-Signature": signature(path, FORM, settings.CARRIER_TOKEN)})
        .status_code
        == 403
    )
    assert (
        Client().get(path, headers={"X-Twilio-Signature": signature(path, {}, settings.CARRIER_TOKEN)}).status_code
        == 405
    )


def test_during_a_rotation_both_tokens_are_right(settings: Settings) -> None:
    settings.CARRIER_TOKEN_OLD = "the-old-one"
    path = "/carrier/text/inbound/"

    assert posted(path, FORM, signature(path, FORM, settings.CARRIER_TOKEN)) == 200
    assert posted(path, FORM, signature(path, FORM, "the-old-one")) == 200
    settings.CARRIER_TOKEN_OLD = ""
    assert posted(path, FORM, signature(path, FORM, "the-old-one")) == 403


def test_the_other_carriers_header_and_key_are_read_too(settings: Settings) -> None:
    settings.CARRIER_SIGNING_KEY = "its-signing-key"
    path = "/carrier/text/inbound/"
    header = {"X-SignalWire-Signature": signature(path, FORM, "its-signing-key")}

    assert posted(path, FORM, None, **header) == 200
    assert posted(path, FORM, signature(path, FORM, settings.CARRIER_TOKEN)) == 403


def test_recorded_sentences_are_public_and_only_those() -> None:
    assert Client().get("/carrier/voice/prompt/greeting.en.wav").content[:4] == b"RIFF"
    assert Client().get("/carrier/voice/prompt/secret.en.wav").status_code == 404
    assert Client().get("/carrier/voice/prompt/greeting.xx.wav").status_code == 404


# What texts become.
TEXTS = [
    ("an unknown number", "+14135550177", "hello", 200, "+14135550177", "hello"),
    ("an empty body", "+14135550142", "", 200, "+14135550142", ""),
    ("emoji only", "+14135550142", "🙏🏽🏠", 200, "+14135550142", "🙏🏽🏠"),
    ("a foreign number", "+50255501234", "hola", 200, "+50255501234", "hola"),
    ("a short code", "72345", "promo", 200, None, "promo"),
    ("a hidden number", "anonymous", "hi", 200, None, "hi"),
    ("nothing at all as number", "", "hi", 200, None, "hi"),
    ("a body with a zero byte", "+14135550142", "a\0b", 200, "+14135550142", "a\0b"),
    ("a very long body", "+14135550142", "é" * 5_000, 200, "+14135550142", "é" * 1_600),
    ("a body of blanks", "+14135550142", " \n\t ", 200, "+14135550142", " \n\t "),
]  # fmt: skip


@pytest.mark.parametrize(("what", "sender", "body", "status", "kept", "words"), TEXTS, ids=[row[0] for row in TEXTS])
def test_every_text_is_kept_whoever_sends_it(
    what: str, sender: str, body: str, status: int, kept: str | None, words: str
) -> None:
    assert wire.text(sender, body, message=SID).status_code == status

    text = InboundText.objects.get()
    assert (text.sender.reveal() if text.sender else None, words_of(text)) == (kept, words)
    assert text.handled_by


def test_bad_utf8_is_kept_as_far_as_it_can_be_read() -> None:
    path, raw = "/carrier/text/inbound/", f"MessageSid={SID}&From=%2B14135550142&Body=%FF%FEhola"
    seen = {"MessageSid": SID, "From": "+14135550142", "Body": "��hola"}
    headers = {"X-Twilio-Signature": signature(path, seen, settings.CARRIER_TOKEN)}

    assert Client().post(path, raw, content_type=wire.FORM, headers=headers).status_code == 200
    assert words_of(InboundText.objects.get()) == "��hola"


def test_ten_megabytes_are_refused_unread() -> None:
    form = {**FORM, "Body": "x" * 10_000_000}

    assert (
        posted("/carrier/text/inbound/", form, signature("/carrier/text/inbound/", form, settings.CARRIER_TOKEN)) == 403
    )
    assert not InboundText.objects.exists()


@pytest.mark.parametrize("bad", ["", "x", "SM1;DROP", "SM" + "1" * 80, "SM\0" + "1" * 20, "../../x"])
def test_an_event_without_a_well_formed_id_is_a_bad_request(bad: str) -> None:
    assert wire.post("/carrier/text/inbound/", {**FORM, "MessageSid": bad}).status_code == 400
    assert wire.post("/carrier/text/status/abc/", {**FORM, "MessageSid": bad}).status_code == 400
    assert wire.post("/carrier/voice/inbound/", {**FORM, "CallSid": bad}).status_code == 400
    assert stored() == 0


HIDDEN = [
    "anonymous", "Anonymous", "Restricted", "restricted", "unavailable", "+266696687", "+7378742833", "+2562533", "",
    "sip:x@y", "client:web",
]  # fmt: skip


@pytest.mark.parametrize("number", HIDDEN)
def test_a_caller_who_hides_the_number_is_served_and_stays_nobody(number: str) -> None:
    first, second = wire.call(number, call_sid=wire.sid("CA")), wire.call(number, call_sid=wire.sid("CA"))

    for answer in (first, second):
        assert answer.status_code == 200
        assert b"<Gather" in answer.content


@pytest.mark.parametrize("number", ["+14135550142", "+50255501234", "+442079460000", "+18005550142"])
def test_any_number_is_served(number: str) -> None:
    answer = wire.call(number, call_sid=wire.sid("CA"))

    assert (answer.status_code, b"<Gather" in answer.content) == (200, True)


def test_a_voice_door_is_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_question: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("amparo.messaging.channels.twilio_compat.webhooks.ask", breaks)

    answer = wire.call("+14135550142", call_sid=CALL)

    assert (answer.status_code, answer.content.decode()) == (200, FALLBACK)
    assert not ProviderEvent.objects.exists(), "the next copy is tried again"


ODD = ["", "a\0b", "²", "-1", "9" * 400, "<x>", "naïve"]
FIELDS = [
    "Digits", "CallStatus", "SequenceNumber", "FriendlyName", "RecordingDuration", "MessageStatus", "ErrorCode", "To",
    "StatusCallbackEvent",
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), list(itertools.product(FIELDS, ODD)))
def test_odd_values_never_break_a_door(key: str, value: str) -> None:
    form = {**FORM, "StatusCallbackEvent": "participant-join", "FriendlyName": "room", key: value}

    for path, _pattern in SIGNED:
        assert posted(path, form, signature(path, form, settings.CARRIER_TOKEN)) in (200, 204)


def test_copies_of_a_call_get_the_same_answer() -> None:
    answers_ = {wire.call("+14135550142", call_sid=CALL).content for _ in range(3)}

    assert len(answers_) == 1
    assert ProviderEvent.objects.count() == 1


def test_a_copy_is_told_from_the_same_key_pressed_again_by_the_carriers_mark() -> None:
    asked: list[StepAsked] = []
    before = list(_answers[StepAsked])

    @answers(StepAsked, rank=1)
    def count(question: StepAsked) -> Plan:
        asked.append(question)
        return Plan(question.token, (Hangup(),))

    path, form = "/carrier/voice/step/tok/need/", {"CallSid": CALL, "Digits": "9"}
    signed_as = signature(path, form, settings.CARRIER_TOKEN)
    try:
        for mark in ("one", "one", "two"):
            posted(path, form, signed_as, **{"I-Twilio-Idempotency-Token": mark})
    finally:
        _answers[StepAsked][:] = before

    assert len(asked) == 2


def test_a_copy_of_a_text_changes_nothing() -> None:
    for _ in range(4):
        wire.text("+14135550142", "ALTO", message=SID)

    assert InboundText.objects.count() == OptOut.objects.count() == OutgoingMessage.objects.count() == 1


ROAD = ["accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read", "nonsense", ""]


class StatesOnlyMoveForward(TestCase):
    """Late, copied and disordered news of one text."""

    @given(st.lists(st.sampled_from(ROAD), max_size=12), st.booleans())
    @pace(max_examples=150, deadline=None)
    def test_whatever_the_order(self, news: list[str], once_at_the_carrier: bool) -> None:
        row = OutgoingMessage.objects.create(
            to="+14135550142", index="i" * 32, template="t", language="en", body="b", lane=Lane.REMINDER,
            expires_at=timezone.now(), state=State.HANDED_OVER,
        )  # fmt: skip
        seen, own = [int(State.HANDED_OVER)], SID[:-8] + uuid4().hex[:8]
        for word in news:
            note_state(row.reference, sid=own if once_at_the_carrier else SID[:-8] + uuid4().hex[:8], status=word)
            row.refresh_from_db()
            seen.append(row.state)

        assert seen == sorted(seen)
        assert (seen[-1] == State.DELIVERED) == bool({"delivered", "read"} & set(news))
