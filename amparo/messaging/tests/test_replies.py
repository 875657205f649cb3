"""What a texted answer means, on a corpus in eight languages and against random decoration."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.messaging.replies import Got, interpret

CORPUS = list(csv.DictReader((Path(__file__).parent / "replies_corpus.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: f"{row['language']}-{row['text'][:24]}")
def test_an_answer_in_the_corpus_means_what_a_person_would_say(row: dict[str, str]) -> None:
    assert interpret(row["text"], language=row["language"]).got == row["want"]


def test_the_corpus_is_read_as_well_without_knowing_the_language() -> None:
    wrong = [row["text"] for row in CORPUS if interpret(row["text"]).got != row["want"]]

    assert len(wrong) <= 0.03 * len(CORPUS), wrong
    assert not [t for t in wrong if interpret(t).got == Got.GOING]


@pytest.mark.parametrize(
    ("text", "code", "got"),
    [("A1", "A", "going"), ("a 1", "A", "going"), ("1B", "B", "going"), ("B voy", "B", "going"), ("yes A", "A", "going"),
     ("B2", "B", "cannot"), ("1", "", "unclear"), ("voy", "", "unclear"), ("where?", "", "question"), ("STOP", "", "stop")],
)  # fmt: skip
def test_with_two_activations_open_an_answer_needs_its_code(text: str, code: str, got: str) -> None:
    reply = interpret(text, open_activations=2)

    assert (reply.code, reply.got) == (code, got)


@pytest.mark.parametrize(
    ("text", "minutes", "got"),
    [("15 min", 15, "going"), ("an hour", 60, "going"), ("half an hour", 30, "going"), ("media hora", 30, "going"),
     ("hora y media", 90, "conditional"), ("75 min", 75, "conditional"), ("两个小时后到", 120, "conditional")],
)  # fmt: skip
def test_up_to_sixty_minutes_is_going_and_more_is_conditional(text: str, minutes: int, got: str) -> None:
    reply = interpret(text)

    assert (reply.eta_minutes, reply.got) == (minutes, got)


@given(st.text(max_size=400))
def test_any_text_gets_a_meaning(text: str) -> None:
    assert interpret(text).got in set(Got)


@given(
    st.sampled_from(["STOP", "ALTO", "SAIR", "KANPE", "ARRET", "PARA", "DUNG", "退订"]),
    st.sampled_from(["", " ", ".", "!", "\n", " 🙏", " please"]),
)
def test_a_decorated_stop_is_still_a_stop(word: str, tail: str) -> None:
    assert interpret(word + tail).got == Got.STOP
    assert interpret(f" {word.lower()}{tail}", open_activations=3).got == Got.STOP


@given(
    st.sampled_from(["1", "A1", "yes", "voy", "STOP", "2", "ok"]),
    st.sampled_from(["they are arresting her", "se lo llevaron", "li blese", "有枪"]),
)
def test_an_emergency_outranks_every_other_word(answer: str, emergency: str) -> None:
    assert interpret(f"{answer}, {emergency}", open_activations=2).got == Got.EMERGENCY
    assert interpret(f"{emergency}! {answer}").got == Got.EMERGENCY


def test_a_giant_text_is_cut_and_answered() -> None:
    assert interpret("x" * 10_000_000).got == Got.UNCLEAR
