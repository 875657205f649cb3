"""What a texted answer means: a corpus in eight languages, and any decoration of it."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.replies import Got, interpret

FOLDER = Path(__file__).parent / "replies"
LANGUAGES = ("en", "es", "pt-BR", "ht", "fr", "kea", "vi", "zh")


def corpus(language: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / f"{language}.csv").open(encoding="utf-8", newline="")))


WRITTEN_ALONE = [row for language in LANGUAGES for row in corpus(language) if row["open_activations"] == "1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_the_corpus_means_what_a_person_would_say(language: str) -> None:
    wrong = []
    for row in corpus(language):
        reply = interpret(row["text"], language=language, open_activations=int(row["open_activations"]))
        minutes = "" if reply.eta_minutes is None else str(reply.eta_minutes)
        if (reply.got, reply.code, minutes) != (row["want"], row["code"], row["eta_minutes"]):
            wrong.append((row["text"], row["want"], reply))

    assert len(corpus(language)) >= 350
    assert not wrong


@pytest.mark.parametrize("stated", [None, "en", "es", "zh"])
def test_a_wrong_language_in_the_table_does_no_harm(stated: str | None) -> None:
    got = [(row, interpret(row["text"], language=stated).got) for row in WRITTEN_ALONE]

    assert not [row["text"] for row, g in got if g == Got.GOING and row["want"] not in {"going", "arrived"}]
    assert not [row["text"] for row, g in got if row["want"] == "emergency" and g != Got.EMERGENCY]
    assert sum(g == row["want"] for row, g in got) >= 0.97 * len(got)


@settings(deadline=None)
@given(
    st.sampled_from(WRITTEN_ALONE),
    st.sampled_from([str, str.upper, str.title, lambda text: f"  {text}  ", lambda text: text.replace(" ", "  ")]),
    st.sampled_from(["", " ", "\n", " 🙏", "🙏🏽", "  \n"]),
)
def test_case_spaces_and_an_emoji_at_the_end_change_nothing(row: dict[str, str], change: object, tail: str) -> None:
    assert callable(change)

    assert interpret(change(row["text"]) + tail).got == interpret(row["text"]).got


@pytest.mark.parametrize(
    ("text", "code", "got"),
    [("A1", "A", "going"), ("a 1", "A", "going"), ("1B", "B", "going"), ("B voy", "B", "going"), ("yes A", "A", "going"),
     ("yes to B, 10 min", "B", "going"),
     ("B2", "B", "cannot"), ("1", "", "unclear"), ("voy", "", "unclear"), ("where?", "", "question"), ("STOP", "", "stop"),
     ("Ａ１", "A", "going"), ("(b1)", "B", "going"), ("A: 1", "A", "going"), ("A1 B2", "", "unclear"), ("4", "", "unclear"),
     ("help", "", "help"), ("necesito ayuda", "", "help"), ("B4", "B", "help"), ("A3, they have guns", "A", "emergency"),
     ("se lo llevaron", "", "emergency"), ("START", "", "start"), ("estoy a 2 cuadras", "", "unclear"), ("A1去", "A", "going")],
)  # fmt: skip
def test_with_two_activations_open_an_answer_needs_its_code(text: str, code: str, got: str) -> None:
    reply = interpret(text, open_activations=2)

    assert (reply.code, reply.got) == (code, got)


@pytest.mark.parametrize(
    ("text", "minutes", "got"),
    [("15 min", 15, "going"), ("an hour", 60, "going"), ("half an hour", 30, "going"), ("media hora", 30, "going"),
     ("hora y media", 90, "conditional"),
     ("I can be there in an hour and a half", 90, "conditional"), ("75 min", 75, "conditional"),
     ("两个小时后到", 120, "conditional"),
     ("1h30", 90, "conditional"), ("there in 5", 5, "going"), ("dans 2h", 120, "conditional"), ("1 hour 15 min", 75, "conditional"),
     ("61 minutes", 61, "conditional"), ("60 minutes", 60, "going"), ("a las 7", None, "conditional")],
)  # fmt: skip
def test_up_to_sixty_minutes_is_going_and_more_is_conditional(text: str, minutes: int | None, got: str) -> None:
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


@pytest.mark.parametrize(
    ("text", "stops"),
    [("alto, son tres carros", False), ("stop sending people to the wrong door", False), ("stop at the light", False),
     ("ya dejen de mandar gente a otra puerta", False), ("STOP. this is the wrong number", True), ("alto, ya no quiero", True),
     ("I did not sign up for this, stop", True), ("ok stop", True), ("stop sending me these", True)],
)  # fmt: skip
def test_a_stop_word_inside_another_sentence_is_no_stop(text: str, stops: bool) -> None:
    assert (interpret(text).got == Got.STOP) is stops


@pytest.mark.parametrize(
    "text",
    ["họ cần một người nữa", "tôi đi với một người bạn", "tôi chụp được ảnh rồi", "đang đón người lên xe rồi tôi tới",
     "gọi lên cơ quan chưa", "xe cần phải sửa", "m p ap bouje la", "quelle plaie ce bus", "my keys are under the car",
     "loading my gear into the truck", "pointed my camera at the van", "voy subiendo a la camioneta", "agarré a mi primo y vamos",
     "tô colocando as crianças no carro e vou", "passou por cima da ponte", "j'ai attrapé le bus, j'arrive", "the power went out",
     "sacando el carro", "limyè lari a mouri", "they painted the wall"],
)  # fmt: skip
def test_what_only_sounds_like_an_alarm_pages_nobody(text: str) -> None:
    assert interpret(text).got != Got.EMERGENCY


@pytest.mark.parametrize("text", ["ừm…", "嗯…", "hmm", "um", "euh...", "uh", "mmm", "umm umm"])
@pytest.mark.parametrize("stated", [None, "en", "vi", "zh", "kea"])
def test_who_hesitates_is_not_going(text: str, stated: str | None) -> None:
    assert interpret(text, language=stated).got == Got.UNCLEAR


@given(
    st.sampled_from(["1", "A1", "yes", "voy", "STOP", "2", "ok"]),
    st.sampled_from(["they are arresting her", "se lo llevaron", "li blese", "有枪"]),
)
def test_an_emergency_outranks_every_other_word(answer: str, emergency: str) -> None:
    assert interpret(f"{answer}, {emergency}", open_activations=2).got == Got.EMERGENCY
    assert interpret(f"{emergency}! {answer}").got == Got.EMERGENCY


def test_a_giant_text_is_cut_and_answered() -> None:
    assert interpret("x" * 10_000_000).got == Got.UNCLEAR


@pytest.mark.parametrize(
    "letters",
    [
        "a",
        "no hay ",
        "am tra recien ",
        "they took my ",
        "se lo llevaron a mi ",
        "a ",
        "no ",
        "yes, ",
        "arrest ",
        "1 ",
        "mi el la ",
        "我去",
        "? ",
        "khong co ",
    ],
)
def test_ten_thousand_letters_of_one_word_are_read_at_once(letters: str) -> None:
    text = (letters * 10_000)[:10_000]
    interpret(text)

    taken = []
    for _ in range(3):
        started = time.process_time()
        interpret(text)
        taken.append(time.process_time() - started)

    assert min(taken) < 0.05
