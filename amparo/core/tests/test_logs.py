"""The log says where, never with which values."""

import logging
import sys

from django.test import RequestFactory

from amparo.core.logs import Discreet

MARKER = "ana-413"


def written(**more: object) -> str:
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, "it broke", None, None)
    record.__dict__.update(more)
    return Discreet().format(record)


def test_an_exception_is_named_without_its_message() -> None:
    try:
        raise ValueError(MARKER)
    except ValueError:
        line = written(exc_info=sys.exc_info())

    assert MARKER not in line
    assert "it broke: ValueError at" in line
    assert "test_logs.py:" in line
    assert "\n" not in line


def test_an_address_is_written_as_its_pattern_only() -> None:
    line = written(
        request=RequestFactory().get(f"/place/{MARKER}?{MARKER}"), status_code=404, msg="%s: %s", args=("x", MARKER)
    )

    assert MARKER not in line
    assert "404 no address" in line


def test_line_breaks_cannot_forge_a_record() -> None:
    assert written(msg="one\n2026-01-01 ERROR two").count("\n") == 0
