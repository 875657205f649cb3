"""Language and need by one key each, whoever calls."""

import re

import pytest

from amparo.hotline.enums import CallState
from amparo.hotline.models import Call
from amparo.hotline.tests.factories import Caller
from amparo.messaging.prompts import PROMPTS
from amparo.messaging.tests import wire

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("key", "language"), [("1", "en"), ("2", "es"), ("3", "pt-BR"), ("4", "ht")])
def test_each_language_has_one_key_and_is_spoken_from_then_on(key: str, language: str) -> None:
    caller = Caller()
    for spoken in ("en", "es", "pt-BR", "ht"):
        assert PROMPTS["greeting"][spoken].split("{network}")[1] in caller.heard

    assert PROMPTS["need"][language] in caller.step("language", key)
    caller.step("need", "2")

    assert (caller.call.language, caller.call.need, caller.call.state) == (language, "taken", CallState.WAITING)
    assert PROMPTS["waiting"][language] in caller.waits()
    assert PROMPTS["next"][language] in caller.heard


def test_another_language_hears_english_and_spanish() -> None:
    caller = Caller().chooses("0", "1")

    assert (caller.call.language, caller.call.need) == ("", "now")
    assert PROMPTS["waiting"]["en"] in caller.waits()
    assert PROMPTS["waiting"]["es"] in caller.heard


@pytest.mark.parametrize("silence", ["", "7"])
def test_silence_and_a_wrong_key_are_asked_again_once_and_then_led_into_the_line(silence: str) -> None:
    caller = Caller()

    assert "language-again/" in caller.step("language", silence)
    assert "need/" in caller.step("language-again", silence)
    assert "need-again/" in caller.step("need", silence)
    caller.step("need-again", silence)

    assert caller.call.state == CallState.WAITING
    assert (caller.call.language, caller.call.need) == ("", "")


@pytest.mark.parametrize("hidden", ["anonymous", "Restricted", "+266696687", "", "unavailable"])
def test_hidden_callers_are_served_and_never_taken_for_one_person(hidden: str) -> None:
    callers = [Caller(hidden).chooses() for _call in range(2)]

    assert [caller.call.state for caller in callers] == [CallState.WAITING] * 2
    assert {caller.call.index for caller in callers} == {""}
    assert all(caller.call.number is None for caller in callers)


@pytest.mark.parametrize("number", ["+5511987654321", "+50937001234", "+526681234567", "+14135550199"])
def test_foreign_numbers_and_landlines_are_served(number: str) -> None:
    caller = Caller(number).chooses()

    assert caller.call.state == CallState.WAITING
    assert caller.call.number.reveal() == number


def test_a_copy_of_a_callback_gets_the_same_answer_and_changes_nothing() -> None:
    caller = Caller()
    first = caller.heard

    assert wire.call(caller.number, call_sid=caller.sid).content.decode() == first
    asked = caller.step("language", "2")
    caller.step("need", "1")
    assert caller.step("language", "2") == asked

    assert Call.objects.count() == 1
    assert caller.call.state == CallState.WAITING


def test_a_step_that_comes_late_never_moves_a_call_back() -> None:
    caller = Caller().chooses("2", "1")

    caller.step("language", "4")
    caller.step("need", "3")

    assert (caller.call.language, caller.call.need) == ("es", "now")


def test_callers_hear_their_place_and_now_goes_first_and_who_was_cut_off_before_that() -> None:
    callers = [Caller(f"+1617555019{n}").chooses(need=need) for n, need in enumerate("331")]
    assert "la siguiente persona" in callers[2].waits()
    assert "el número 2 en la fila" in callers[0].waits()
    assert "el número 3 en la fila" in callers[1].waits()

    Call.objects.filter(pk=callers[1].call.pk).update(front=True)

    assert "la siguiente persona" in callers[1].waits()
    assert "el número 2 en la fila" in callers[2].waits()


def test_waiting_needs_only_what_a_conference_may_play() -> None:
    heard = Caller().chooses().waits()

    verbs = set(re.findall(r"<(\w+)", heard)) - {"xml", "Response"}
    assert verbs <= {"Say", "Play", "Pause", "Redirect"}


def test_unknown_tokens_and_steps_get_the_static_words() -> None:
    caller = Caller()

    for token, step in (("0" * 24, "language"), ("0" * 24, "leg"), (caller.call.token, "nonsense")):
        assert "<Response>" in wire.step(token, step, call_sid=wire.sid("CA")).content.decode()
    assert caller.call.state == CallState.CHOOSING
