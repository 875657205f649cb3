"""What must happen on time happens by rows in the database and this ticker: a restart loses nothing.

A room registers a function with ``@every``; the worker calls it again and again. A tick finds its due rows itself,
claims them, acts and may run twice at once in two workers.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from amparo.core import clock

log = logging.getLogger(__name__)


@dataclass
class Tick:
    """A function of a room and how often it runs, in seconds of the house's time."""

    run: Callable[[], object]
    seconds: float
    due: float = 0.0


_ticks: list[Tick] = []


def every(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Run the decorated function in the worker this often."""

    def register(run: Callable[[], object]) -> Callable[[], object]:
        if all(tick.run is not run for tick in _ticks):
            _ticks.append(Tick(run=run, seconds=seconds))
        return run

    return register


_long: list[Callable[[threading.Event], None]] = []


def runs_on(work: Callable[[threading.Event], None]) -> Callable[[threading.Event], None]:
    """Let the worker run the decorated function in a thread of its own until the event is set, and again if it dies."""
    if work not in _long:
        _long.append(work)
    return work


def run_again(work: Callable[[threading.Event], None], stop: threading.Event) -> None:
    """Run long work; when it dies, log its name and start it again a second later."""
    while not stop.is_set():
        try:
            work(stop)
        except Exception as failure:
            log.error("%s failed: %s", work.__qualname__, type(failure).__name__)
            close_old_connections()
            stop.wait(1.0)


def long_work() -> list[Callable[[threading.Event], None]]:
    """Everything that was registered to run on and on."""
    return list(_long)


def run_due_ticks(at: float) -> None:
    """Run each tick that is due at this monotonic second. A failing tick is logged by its name and never stops the others."""
    for tick in _ticks:
        if at < tick.due:
            continue
        tick.due = at + max(0.05, clock.real_seconds(tick.seconds))
        try:
            tick.run()
        except Exception as failure:  # one broken tick must not silence the rest
            log.error("tick %s failed: %s", tick.run.__qualname__, type(failure).__name__)
            close_old_connections()


def run_ticker(stop: threading.Event) -> None:
    """Run ticks until told to stop."""
    while not stop.wait(0.05):
        run_due_ticks(time.monotonic())
