"""Every document that a call can get, against the grammar of the carrier's own library."""

import itertools
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from django.conf import settings

from amparo.messaging.channels.twilio_compat.markup import render
from amparo.messaging.channels.twilio_compat.webhooks import EMPTY, FALLBACK
from amparo.messaging.models import Prompt
from amparo.messaging.prompts import NEEDS, PROMPTS, SPOKEN
from amparo.messaging.tests import wire
from amparo.messaging.voice import (
    Gather,
    GoTo,
    Hangup,
    JoinRoom,
    Pause,
    Plan,
    Reject,
    Say,
    Step,
    TakeMessage,
    WaitInRoom,
)
from tests.peers.grammar import complaints, verbs

pytestmark = pytest.mark.django_db
HOSTILE = "<Hangup/>&\"'\x07 Ana"
PLACES = {
    name
    for words in PROMPTS.values()
    for text in words.values()
    for _w, name, _f, _c in Formatter().parse(text)
    if name
}
VALUES = dict.fromkeys(PLACES - {"network"}, HOSTILE)
STEPS: list[Step] = [
    Say("need", "es"), Pause(2), Gather((Say("need", "en"), Pause(1)), "need"), WaitInRoom("r" * 24, "queue"), JoinRoom("r" * 24),
    TakeMessage("said"), GoTo("need"), Hangup(), Reject(),
]  # fmt: skip


def wrong(*steps: Step) -> list[str]:
    return list(complaints(render(Plan("t" * 24, steps))))


def test_the_grammar_knows_the_verbs_and_their_places() -> None:
    inside, attributes = verbs()["Gather"]

    assert {"Say", "Play", "Pause"} <= inside <= {"Say", "Play", "Pause"}
    assert {"numDigits", "actionOnEmptyResult", "timeout"} <= attributes
    assert "Conference" in verbs()["Dial"][0]
    bad = "<Response><Gather><Dial record='true'/></Gather><Shout/><Say loud='1'>x</Say></Response>"
    assert len(list(complaints(bad))) == 5
    assert list(complaints("<Response><Say>x</Say><Gather/></Response>", waiting=True)) == [
        "Gather while waiting in a conference"
    ]


@pytest.mark.parametrize(
    "pair", list(itertools.product(STEPS, STEPS)), ids=lambda pair: "-".join(type(s).__name__ for s in pair)
)
def test_every_pair_of_steps_is_a_document(pair: tuple[Step, Step]) -> None:
    assert wrong(*pair) == []


@pytest.mark.parametrize("language", [*settings.SPOKEN_LANGUAGES, "xx"])
@pytest.mark.parametrize("recorded", [True, False])
def test_every_sentence_in_every_language_is_a_document(language: str, *, recorded: bool) -> None:
    if recorded:
        Prompt.objects.bulk_create([Prompt(slot=slot, language=language, audio=b"RIFF") for slot in PROMPTS])
    for slot in PROMPTS:
        says = (Say(slot, language, VALUES),)
        assert wrong(Gather(says, "x"), *says) == []
        assert list(complaints(render(Plan("t", says)), waiting=True)) == []


def test_what_is_said_is_escaped() -> None:
    document = render(Plan("t", (Say("offer", "en", VALUES),)))

    root = ElementTree.fromstring(document)
    assert [verb.tag for verb in root.iter()] == ["Response", "Say"]
    assert "<Hangup/>" in (root[0].text or "")


@pytest.mark.parametrize("document", [FALLBACK, EMPTY], ids=["fallback", "empty"])
def test_the_static_documents_are_documents(document: str) -> None:
    assert list(complaints(document)) == []


def test_every_language_can_name_itself_and_the_needs() -> None:
    assert {len(words) for words in SPOKEN.values()} == {5}
    assert {len(words) for words in NEEDS.values()} == {3}


def test_a_whole_call_hears_only_documents(peers: Path) -> None:
    call, heard = wire.sid("CA"), []

    def hear(answer: object) -> list[str]:
        markup = answer.content.decode()  # type: ignore[attr-defined]
        heard.append(markup)
        return [url for url in markup.split('"') if "/carrier/voice/" in url]

    def follow(address: str, digits: str) -> list[str]:
        path = address.removeprefix(settings.PUBLIC_URL)
        return hear(wire.post(path, {"CallSid": call, "From": "+14135550142", "Digits": digits}))

    [language] = {u for u in hear(wire.call("+14135550142", call_sid=call)) if "/step/" in u}
    [need] = {u for u in follow(language, "2") if "/step/" in u}
    waits = [u for u in follow(need, "1") if "/wait/" in u]
    for address in waits:
        follow(address, "")

    assert waits
    assert len(heard) >= 4
    assert [markup for markup in heard if "Conference" in markup]
    assert not [wrong for markup in heard for wrong in complaints(markup)]
    assert not list(complaints(heard[-1], waiting=True))
