"""The learned second reader: where it is asked, what it never says, and that it can be made again."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.replies import interpret
from amparo.replies.engine import without_code
from amparo.replies.hunch import MEANINGS, SURE, WEIGHTS, buckets, hunch, unpacked, weighed
from tools.train_replies import ROOT, differing, rows, train

LEARNED = [
    (path.stem, row["want"], row["text"])
    for path in sorted((ROOT / "tools" / "learned").glob("*.csv"))
    for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
]
NEVER = {"going", "stop", "start"}


@pytest.mark.parametrize(
    ("text", "got"),
    [("back in my pajamas", "home_safe"), ("mi niña está malita del estómago", "cannot"),
     ("tô no velório da minha tia", "cannot"), ("在村里喝满月酒", "cannot"), ("hay quien traiga agua", "question")],
)  # fmt: skip
def test_what_no_table_lists_is_read_as_a_person_would(text: str, got: str) -> None:
    assert interpret(text).got == got


@given(st.text(max_size=200))
def test_it_never_says_going_stop_or_start(text: str) -> None:
    assert hunch(without_code(text, several=False)[1] or "x") not in NEVER
    assert not NEVER & set(SURE)


def test_of_what_it_learned_from_no_alarm_is_missed_and_nothing_becomes_going_or_stop() -> None:
    got = [(want, interpret(text, language=language).got, text) for language, want, text in LEARNED]

    assert not [row for row in got if row[1] in NEVER and row[0] != row[1]]
    assert not [row for row in got if row[0] == "emergency" != row[1]]


@pytest.mark.parametrize(
    "text",
    ["she is parked out front of the bakery", "he said back in my pajamas", "haha parked out front of the bakery",
     "ella está enfrente de la panadería con su cámara", "no shots, my kid is home sick today, parked out front"],
)  # fmt: skip
def test_somebody_else_a_doubt_or_a_denied_alarm_is_left_to_a_person(text: str) -> None:
    assert hunch(without_code(text, several=False)[1]) is not None

    assert interpret(text).got == "unclear"


def test_an_answer_without_its_letter_stays_unclear() -> None:
    assert interpret("my son is home sick today").got == "cannot"
    assert interpret("my son is home sick today", open_activations=2).got == "unclear"
    assert interpret("B my son is home sick today", open_activations=2).got == "cannot"


def test_a_long_text_is_left_to_a_person() -> None:
    assert hunch("my son is home sick today " * 20) is None


def test_training_anew_says_the_same() -> None:
    known = rows()

    packed = train(known)

    assert len(differing(packed, known)) <= len(known) // 200
    assert len(WEIGHTS.read_bytes()) < 300_000


def test_the_weights_are_those_of_every_meaning() -> None:
    _, table = unpacked(WEIGHTS.read_bytes())
    chances = weighed("my son is home sick today", unpacked(WEIGHTS.read_bytes()))

    assert max(buckets("my son is home sick today")) * len(MEANINGS) < len(table)
    assert sum(chances.values()) == pytest.approx(1)


def test_reading_needs_no_numpy_and_starts_at_once() -> None:
    code = "import sys; from amparo.replies import interpret; interpret('my son is home sick'); print('numpy' in sys.modules)"

    started = time.process_time()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(ROOT), check=True)

    assert done.stdout.strip() == "False"
    assert time.process_time() - started < 1
