"""How many texts a second arrive on one core: read, closed and guarded; stored and acted upon; put into the spool and brought home.

The process is pinned to one CPU. *Sealed* is all that happens before the database is asked: the words are interpreted, closed to
the circle's key and the number is guarded. Its floor is the age library alone on bodies of the same size.
What asks nobody is counted in seconds of that CPU, what waits for the disk or the database in seconds of the clock on the wall.
"""

import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pyrage

from amparo.core.sealed import Place, body
from tools.bench.rounds import Figures, goal_at_least

TEXTS, STORED, SPOOLED = 1_000, 200, 300
WORDS = (
    "Hay una camioneta blanca en la calle Maple y mi mamá está sola en la casa", "1", "yes, 20 min",
    "they took my brother near the bakery, please help", "A2", "mwen pa kapab vini jodi a",
)  # fmt: skip
_numbers = count()


def measure(*, texts: int = TEXTS, stored: int = STORED, spooled: int = SPOOLED) -> Figures:
    """Each way on one CPU, one after the other."""
    import django

    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
    django.setup()
    from django.conf import settings

    from amparo.core.sealed import closing_of
    from amparo.messaging import arriving
    from amparo.messaging.inbound import TRIAGE, take_in

    closing = closing_of(TRIAGE)
    for _n in range(20):  # the tables of phrases are compiled at first use
        arriving._written(_arrival(closing))
    figures: Figures = {
        "floor_age_alone_a_second": round(_rate(texts, _bare(closing.recipient), time.process_time)),
        "goal_sealed_a_second": goal_at_least(_rate(texts, lambda: _arrival(closing), time.process_time), 500),
        "sealed_a_second_beside_whatever_else_runs": round(_rate(texts, lambda: _arrival(closing))),
        "written_for_the_spool_a_second": round(
            _rate(texts // 2, lambda: arriving._written(_arrival(closing)), time.process_time)
        ),
        "stored_and_acted_upon_a_second": round(_rate(stored, lambda: take_in(_arrival(closing)))),
    }
    with TemporaryDirectory() as folder:
        settings.SPOOL = Path(folder)
        keep = arriving.spool()
        entries = [arriving._written(_arrival(closing)) for _n in range(spooled)]
        waiting = iter(entries)
        figures["spooled_with_fsync_a_second"] = round(_rate(spooled, lambda: keep.add(next(waiting))))
        began = time.perf_counter()
        taken = arriving.drain_spool(seconds=300)
        figures["brought_home_a_second"] = round(taken / (time.perf_counter() - began))
    return figures


def _rate(times: int, work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    for _n in range(times):
        work()
    return times / (clock() - began)


def _arrival(closing: Any) -> Any:
    from amparo.messaging.inbound import arrival

    n = next(_numbers)
    came = arrival(
        f"SM{n:032d}", sender=f"+1617555{100 + n % 100:04d}", body=f"{WORDS[n % len(WORDS)]}", closing=closing
    )
    came.said.reply()
    return came


def _bare(recipient: str) -> Callable[[], Any]:
    to = [pyrage.x25519.Recipient.from_str(recipient)]
    place = Place("messaging_inboundtext", "words", uuid4())
    words: Iterator[str] = (WORDS[n % len(WORDS)] for n in count())
    return lambda: pyrage.encrypt(body(next(words), place=place), to)
