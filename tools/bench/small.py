"""The house on a small machine: web, live, worker and PostgreSQL together on one CPU; an activation, a call, and its memory.

A gigabyte is not enforced: it is shown that all of them together never held more while they worked (proportional memory, PSS).
"""

import asyncio
import os
import threading
import time
from pathlib import Path

from amparo.config import embedded
from tools.bench import activate, house
from tools.bench.callers import Carrier
from tools.bench.memory import held_by, tree
from tools.bench.rounds import Figures, goal, goal_at_least, milliseconds, percentile
from tools.bench.webhooks import put_on_duty

PRESSES, CALLS, TEXTS = 8, 5, 800
LOOK = 0.5


def measure(*, presses: int = PRESSES, texts: int = TEXTS) -> Figures:
    """The carrier and whoever measures run on the other CPUs, where there are any."""
    import django

    django.setup()
    from tools.bench.fan_out import queue_texts

    cpus = sorted(os.sched_getaffinity(0))
    small, others = cpus[0], set(cpus[1:]) or {cpus[0]}
    put_on_duty(10)
    with house.House("bench_small", prefix=("taskset", "-c", str(small))) as home:
        os.sched_setaffinity(0, others)
        _pin(home.processes["sink"].pid, others)
        _pin(_server(), {small})
        try:
            with _Watch([each.pid for name, each in home.processes.items() if name != "sink"] + [_server()]) as watch:
                browser = activate.sign_in()
                taken = [activate.press_once(browser)[0] for _n in range(presses + 2)][2:]
                house.forget()
                queue_texts(texts)
                began = time.monotonic()
                last = house.until_seen(texts)["last"] - began
                call = asyncio.run(_calls())
        finally:
            _pin(_server(), set(cpus))
    return {
        "cpus": 1, "press_to_the_first_request": milliseconds(taken), "last_of_800_texts_s": round(last, 2), **call,
        "goal_most_memory_mb": goal(watch.most / 1024, 1024),
        "goal_press_p95_ms": goal(percentile(taken, 0.95) * 1000, 1000),
    }  # fmt: skip


async def _calls() -> Figures:
    async with Carrier() as carrier:
        for _n in range(CALLS):
            carrier.begin(carrier.call())
            await asyncio.sleep(1.0)
        await carrier.until_quiet(40)
    joined = sum(caller.joined is not None for caller in carrier.callers)
    return {"calls": carrier.calls.figures(), "goal_calls_joined": goal_at_least(joined, CALLS)}


def _server() -> int:
    found = embedded.status(house.VAR)
    assert found is not None
    return found


def _pin(pid: int, cpus: set[int]) -> None:
    """A process and all below it, with all their threads."""
    for each in tree(pid):
        for thread in Path(f"/proc/{each}/task").iterdir():
            os.sched_setaffinity(int(thread.name), cpus)


class _Watch:
    """The most memory that these trees held together while the block ran, in kilobytes."""

    def __init__(self, pids: list[int]) -> None:
        self.pids, self.most, self.over = pids, 0, threading.Event()
        self.thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self.over.wait(LOOK):
            self.most = max(self.most, sum(held_by(pid) for pid in self.pids))

    def __enter__(self) -> "_Watch":
        self.thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        self.over.set()
        self.thread.join()
