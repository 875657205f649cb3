"""Texts to the hotline: every one reaches a person, the machine answers once."""

import pytest

from amparo.hotline.actions.call_backs import answer_by_text, finish_call_back
from amparo.hotline.enums import CallBackResult
from amparo.hotline.models import CallBack
from amparo.hotline.selectors.call_backs import thread_of
from amparo.hotline.tests.factories import CALLER, make_responder
from amparo.messaging import texts
from amparo.messaging.enums import State
from amparo.messaging.models import InboundText, OptOut, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.tests.factories import make_person, number_of
from amparo.replies.guess import guess_language
from tests.opened import words_of

pytestmark = pytest.mark.django_db


def answers() -> list[tuple[str, str]]:
    return list(OutgoingMessage.objects.order_by("created_at").values_list("template", "language"))


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("there is a white van on my street, please help", "en"),
        ("hay una camioneta en la calle y mi mamá está en casa", "es"),
        ("tem um carro na minha rua, preciso de ajuda, não sei", "pt-BR"),
        ("mwen bezwen èd, yo nan kay la", "ht"),
        ("🚨🚨", "en"),
        ("Xin chào", "en"),
    ],
)
def test_a_text_becomes_an_item_and_is_answered_in_one_segment_in_its_language(words: str, language: str) -> None:
    wire.text(CALLER, words)

    item = CallBack.objects.get()
    assert (item.why, item.language, item.number.reveal()) == ("texted", language, CALLER)
    assert (item.due_at - item.created_at).total_seconds() == pytest.approx(600, abs=2)
    assert answers() == [("hotline.text_received", language)]
    assert OutgoingMessage.objects.get().segments == 1
    assert InboundText.objects.get().handled_by == "hotline"


def test_a_thread_is_one_item_with_one_answer_until_it_is_done() -> None:
    responder = make_responder("es")
    for words in ("hola necesito ayuda", "¿hay alguien?", "gracias"):
        wire.text(CALLER, words)
    item = CallBack.objects.get()
    assert len(answers()) == 1

    answer_by_text(item, words="¿Dónde está usted?", by=responder)
    lines = [
        (way, words_of(text) if isinstance(text, InboundText) else text.body.reveal())
        for _moment, way, text in thread_of(item)
    ]
    assert lines[0] == ("in", "hola necesito ayuda")
    assert lines[-1] == ("out", "¿Dónde está usted?")
    assert len(lines) == 5
    finish_call_back(item, result=CallBackResult.REACHED, by=responder)
    wire.text(CALLER, "otra cosa")

    assert CallBack.objects.filter(done_at=None).count() == 1


@pytest.mark.parametrize(("digit", "language"), [("1", "en"), ("3", "pt-BR"), ("4", "ht")])
def test_a_digit_chooses_the_language(digit: str, language: str) -> None:
    wire.text(CALLER, "hola, ayuda por favor")
    wire.text(CALLER, digit)
    wire.text(CALLER, digit)

    assert CallBack.objects.get().language == language
    assert answers() == [("hotline.text_received", "es"), ("hotline.text_received", language)]


def test_a_machine_that_answers_ours_makes_no_loop() -> None:
    for n in range(30):
        wire.text(CALLER, str(n % 4 + 1))

    assert len(answers()) == 3
    assert CallBack.objects.count() == 1


def test_help_from_anybody_reaches_a_person_besides_the_standard_answer() -> None:
    member = make_person()
    for number in (CALLER, number_of(member)):
        wire.text(number, "HELP")

    assert set(CallBack.objects.values_list("why", flat=True)) == {"help_word"}
    assert CallBack.objects.count() == 2
    assert [template for template, _language in answers()] == ["word.help"] * 2


def test_words_of_an_emergency_shorten_the_clock() -> None:
    wire.text(CALLER, "they are arresting my husband now")

    item = CallBack.objects.get()
    assert item.need == "now"
    assert (item.due_at - item.created_at).total_seconds() == pytest.approx(300, abs=2)


def test_who_opted_out_is_read_and_not_texted() -> None:
    wire.text(CALLER, "STOP")
    OutgoingMessage.objects.all().delete()

    wire.text(CALLER, "hola, necesito ayuda")

    assert OptOut.objects.exists()
    assert CallBack.objects.count() == 1
    assert OutgoingMessage.objects.get().state == State.OPTED_OUT


def test_hidden_senders_never_share_a_thread() -> None:
    for _each in range(2):
        wire.text("anonymous", "hola")

    assert CallBack.objects.count() == 2
    assert answers() == []


def test_a_copy_of_a_text_changes_nothing() -> None:
    message = wire.sid()
    for _copy in range(3):
        wire.text(CALLER, "hola", message=message)

    assert (CallBack.objects.count(), len(answers())) == (1, 1)


def test_every_answer_of_the_machine_is_one_segment_in_every_language() -> None:
    for language in texts.PAGE_LANGUAGES:
        for template in ("hotline.text_me", "hotline.text_received"):
            assert texts.cost(template, language).segments == 1, (template, language)


def test_nothing_to_go_by_is_taken_for_english() -> None:
    assert guess_language("") == "en"
