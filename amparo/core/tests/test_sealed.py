"""The sealed format, opened by the age library's own decryption: a foreign judge of what the house closes."""

import json
from uuid import uuid4

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.sealed import MAGIC, SIZES, NotSealed, Place, SealedField, body, close_for, size_of

WORDS = st.text(max_size=3000)


@given(text=WORDS)
def test_who_has_the_private_half_reads_the_words_and_where_they_belong(text: str) -> None:
    person, row = pyrage.x25519.Identity.generate(), uuid4()

    closed = close_for([str(person.to_public())], text, place=Place("cases_story", "narrative", row, "c1"))
    opened = pyrage.decrypt(closed, [person])

    length = int.from_bytes(opened[1:5], "big")
    assert closed.startswith(MAGIC)
    assert opened[0] == 1
    assert json.loads(opened[5 : 5 + length]) == {
        "v": 1, "table": "cases_story", "column": "narrative", "row": str(row), "case": "c1", "text": text,
    }  # fmt: skip
    assert not opened[5 + length :].strip(b"\0")


def test_nobody_else_opens_it() -> None:
    person, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    closed = close_for([str(person.to_public())], "words", place=Place("t", "c", uuid4()))

    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(closed, [stranger])


@given(text=WORDS)
def test_the_size_says_little(text: str) -> None:
    size = len(body(text, place=Place("t", "c", uuid4())))

    assert size in SIZES or size % SIZES[-1] == 0
    assert size_of(size) == size


def test_clear_words_are_refused_by_the_column() -> None:
    with pytest.raises(NotSealed):
        SealedField().get_db_prep_value(b"in clear", None)
