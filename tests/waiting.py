"""How a test waits: for something that becomes true, never for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(wanted: Callable[[], T], seconds: float = 20.0) -> T:
    """What is wanted, as soon as it is there; the limit only ends a test that has failed."""
    end = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)
    return found
