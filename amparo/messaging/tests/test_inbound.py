"""Words that stop, restart and ask: obeyed at once in every language, answered once, and never taken from a sentence."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from amparo.core.events import _answers, _reactions, answers
from amparo.core.guarded import keyed_hash
from amparo.messaging import texts
from amparo.messaging.actions import Draft, opt_out, queue_messages, queue_words
from amparo.messaging.enums import Lane, State, TextWord
from amparo.messaging.events import HelpAsked, TextReceived
from amparo.messaging.models import InboundText, OptOut, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.replies.optout_words import HELP, START, STOP
from tests.opened import words_of

pytestmark = pytest.mark.django_db
ANA, INDEX = "+14135550142", keyed_hash("phone", "+14135550142")


def sent() -> list[tuple[str, int]]:
    return list(OutgoingMessage.objects.order_by("created_at").values_list("template", "state"))


def draft(lane: Lane = Lane.ACTIVATION) -> Draft:
    return Draft("activation.covered", ANA, "es", lane, timezone.now() + timedelta(hours=1))


@pytest.mark.parametrize("word", sorted(STOP))
def test_every_stop_word_stops(word: str) -> None:
    wire.text(ANA, word.upper())

    assert InboundText.objects.get().word == TextWord.STOP
    assert OptOut.objects.get().index == INDEX
    assert sent() == [("word.stop", State.WAITING)]


@pytest.mark.parametrize("word", sorted(START))
def test_every_start_word_brings_back(word: str) -> None:
    opt_out(INDEX, source="word")

    wire.text(ANA, word)

    assert not OptOut.objects.exists()
    assert sent() == [("word.start", State.WAITING)]


@pytest.mark.parametrize("word", sorted(HELP))
def test_every_help_word_is_answered_and_reaches_a_person(word: str) -> None:
    heard: list[HelpAsked] = []
    _reactions[HelpAsked].append(heard.append)
    try:
        wire.text(ANA, word)
    finally:
        _reactions[HelpAsked].remove(heard.append)

    assert sent() == [("word.help", State.WAITING)]
    assert [event.message for event in heard] == list(InboundText.objects.all())


SENTENCES = [
    "please don't stop texting me", "stopping at the store, then I come",
    "no puedo parar ahora", "I will end at 5 and come", "para mi casa voy", "the bus stop on High Street", "quit asking, I am here",
    "cancel my shift tomorrow", "kanpe la, m ap vini", "arrêtez-vous au coin", "STOP, they are arresting her",
]  # fmt: skip


@pytest.mark.parametrize("words", SENTENCES)
def test_a_stop_word_inside_another_sentence_is_no_stop(words: str) -> None:
    wire.text(ANA, words)

    assert not OptOut.objects.exists()
    assert InboundText.objects.get().word == TextWord.OTHER


@pytest.mark.parametrize("ours", [settings.TEXT_NUMBER, settings.HOTLINE_NUMBER])
def test_stop_to_one_of_our_numbers_stops_all(ours: str) -> None:
    queue_messages([draft(lane) for lane in Lane])

    wire.post("/carrier/text/inbound/", {"MessageSid": wire.sid(), "From": ANA, "To": ours, "Body": "Parar por favor"})

    assert sent() == [("activation.covered", State.OPTED_OUT)] * 4 + [("word.stop", State.WAITING)]


def test_a_stop_is_confirmed_exactly_once_however_often_it_is_said() -> None:
    for word in ("STOP", "stop", "ALTO", "Stop!!"):
        wire.text(ANA, word)

    assert sent() == [("word.stop", State.WAITING)]


def test_after_coming_back_the_next_stop_is_confirmed_again() -> None:
    for word in ("STOP", "START", "STOP"):
        wire.text(ANA, word)

    assert [template for template, _state in sent()] == ["word.stop", "word.start", "word.stop"]


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_a_word_that_the_carrier_answered_is_obeyed_without_a_second_answer(word: str, settings: Settings) -> None:
    form = {"MessageSid": wire.sid(), "From": ANA, "To": settings.TEXT_NUMBER, "Body": word}
    wire.post("/carrier/text/inbound/", {**form, "OptOutType": word})
    settings.CARRIER_ANSWERS = ["stop", "start", "help"]
    wire.text("+14135550143", word)

    assert sent() == []
    assert OptOut.objects.count() == (2 if word == "STOP" else 0)


@pytest.mark.parametrize("lane", list(Lane))
def test_whoever_opted_out_gets_nothing_from_any_lane(lane: Lane) -> None:
    opt_out(INDEX, source="word")

    queue_messages([draft(lane)])
    text = InboundText.objects.create(provider_sid=wire.sid(), sender=ANA, index=INDEX)
    queue_words("own words", to=ANA, language="es", lane=lane, expires_at=timezone.now() + timedelta(hours=1),
                about=text.pk, by=None)  # type: ignore[arg-type]  # fmt: skip

    assert {state for _template, state in sent()} == {State.OPTED_OUT}


def test_stop_start_and_help_are_never_asked_upwards_as_commands() -> None:
    asked: list[TextReceived] = []
    before = list(_answers[TextReceived])

    @answers(TextReceived, rank=1)
    def hear(question: TextReceived) -> str:
        asked.append(question)
        return "test"

    try:
        for word in ("STOP", "START", "HELP", "hola"):
            wire.text(ANA, word)
    finally:
        _answers[TextReceived][:] = before

    assert [words_of(question.message) for question in asked] == ["hola"]


def test_a_hidden_sender_can_neither_stop_nor_be_answered() -> None:
    wire.text("anonymous", "STOP")

    assert not OptOut.objects.exists()
    assert sent() == []


def test_the_answer_is_in_the_language_of_the_last_text() -> None:
    queue_messages([draft()])

    wire.text(ANA, "STOP")

    assert OutgoingMessage.objects.get(template="word.stop").language == "es"


def test_the_texts_are_complete_contentless_and_short() -> None:
    assert list(texts.complaints()) == []


def test_a_text_with_a_place_or_a_status_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = dict.fromkeys(texts.PAGE_LANGUAGES, "{network}: ICE near {street}")
    monkeypatch.setitem(texts.TEXTS, "word.bad", {**bad, "es": "{network}: " + "á" * 140})

    found = "\n".join(texts.complaints())

    assert "may not carry {street}" in found
    assert "says 'ICE'" in found
    assert "word.bad es: 3 segments" in found


def test_no_template_uses_the_carriers_words_as_a_command() -> None:
    for name, words in texts.TEXTS.items():
        for language, text in words.items():
            commands = {"STOP", "START", "HELP", "END", "CANCEL", "QUIT"} & set(
                text.replace(":", " ").replace(".", " ").split()
            )
            assert not commands or name.startswith("word."), (name, language)
