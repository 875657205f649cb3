"""From enqueueing a slow job to its start: procrastinate as the worker runs it, beside a bare NOTIFY with SKIP LOCKED."""

import subprocess
import sys
import time

import psycopg

from tools.bench import house
from tools.bench.rounds import Figures, goal, in_turn, milliseconds, percentile

JOBS, PAUSE = 60, 0.012


def measure() -> Figures:
    """Jobs one after the other, with a pause between, so that each finds the worker asleep."""
    procrastinate = _Worker("procrastinate")
    bare = _Worker("bare")
    try:
        from tools.bench.queue_worker import enqueue_bare, make_queue, task

        make_queue()
        bare_line = psycopg.connect(house.address_of("bench_queue"), autocommit=True)
        taken: dict[str, list[float]] = {"procrastinate": [], "bare": []}

        def ours() -> float:
            taken["procrastinate"] += procrastinate.starts(lambda: task.defer())
            return percentile(taken["procrastinate"][-JOBS:], 0.5)

        def theirs() -> float:
            taken["bare"] += bare.starts(lambda: enqueue_bare(bare_line))
            return percentile(taken["bare"][-JOBS:], 0.5)

        ours(), theirs()
        taken = {name: [] for name in taken}
        pairs = in_turn(ours, theirs)
    finally:
        procrastinate.end()
        bare.end()
    return {
        "procrastinate": milliseconds(taken["procrastinate"]), "bare_notify": milliseconds(taken["bare"]),
        "goal_ratio_of_medians": goal(pairs.ratio, 2.5),
    }  # fmt: skip


class _Worker:
    """A process that prints the moment at which each job starts."""

    def __init__(self, kind: str) -> None:
        command = [sys.executable, "-m", "tools.bench.queue_worker", kind]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=house.ROOT)
        assert self.process.stdout is not None
        self.lines = self.process.stdout
        self.lines.readline()  # it listens

    def starts(self, enqueue: object) -> list[float]:
        seconds = []
        for _n in range(JOBS):
            before = time.monotonic()
            enqueue()  # type: ignore[operator]
            seconds.append(float(self.lines.readline()) - before)
            time.sleep(PAUSE)
        return seconds

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
