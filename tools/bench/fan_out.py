"""Handing over 800 and 10,000 texts: the product's outbox, the raw loop of the same HTTP client, and Celery with Redis."""

import asyncio
import threading
import time
from datetime import timedelta

from tools.bench import celery_side, house
from tools.bench.floor_client import hand_over
from tools.bench.rounds import Figures, Pairs, goal, goal_at_least, in_turn

ADDRESS = f"http://127.0.0.1:{house.SINK}/2010-04-01/Accounts/AC0/Messages.json"
CORNERS = 997


def measure(*, sizes: tuple[int, ...] = (800, 10_000), rounds: int = 5, celery: bool = True) -> Figures:
    """In this process: the sender that every web process has, beside the raw loop; then Celery at the same sink."""
    import django

    django.setup()
    from amparo.messaging.outbox.sender import Sender

    figures: Figures = {}
    with house.House("bench_fan_out", webs=0, live=False, worker=False):
        stop = threading.Event()
        sender = threading.Thread(target=Sender(stop, poll_seconds=None).run)
        sender.start()
        try:
            _product(house.IN_FLIGHT)
            for size in sizes:
                figures[f"of_{size}"] = _one_size(size, rounds)
        finally:
            stop.set()
            queue_texts(1)  # wakes the sender, so that it sees that it is to stop
            sender.join()
        if celery:
            _add_celery(figures, sizes)
    return figures


def _one_size(size: int, rounds: int) -> Figures:
    written: list[float] = []

    def product() -> float:
        writing, sending = _product(size)
        written.append(writing)
        return sending

    pairs = in_turn(product, lambda: _floor(size), rounds)
    whole = Pairs([a + b for a, b in zip(pairs.product, written, strict=True)], pairs.floor)
    return {
        **pairs.figures(),
        "product_per_second": round(size / sorted(pairs.product)[rounds // 2]),
        "writing_the_rows_s": round(sorted(written)[rounds // 2], 3),
        "ratio_with_writing": round(whole.ratio, 2),
        "per_second_with_writing": round(size / sorted(whole.product)[rounds // 2]),
        "goal_ratio": goal(pairs.ratio, 1.3),
    }


def _floor(size: int) -> float:
    house.forget()
    started, _answered = asyncio.run(hand_over(ADDRESS, size, house.IN_FLIGHT))
    return house.until_seen(size)["last"] - started


def _product(size: int) -> tuple[float, float]:
    """Seconds of writing the rows until the commit, and from there to the last request at the sink."""
    house.forget()
    before = time.monotonic()
    queue_texts(size)
    committed = time.monotonic()
    last = house.until_seen(size)["last"]
    _until_noted()
    return committed - before, last - committed


def queue_texts(size: int) -> None:
    """Write so many texts of an activation into the outbox."""
    from amparo.core import clock
    from amparo.messaging.actions import Draft, queue_messages
    from amparo.messaging.enums import Lane

    until = clock.now() + timedelta(minutes=20)
    queue_messages(
        Draft("activation.ask", f"+1413555{number % 100 + 100:04}", ("en", "es")[number % 2], Lane.ACTIVATION, until,
              {"area": f"Corner {number % CORNERS}", "code": "A"})
        for number in range(size)
    )  # fmt: skip


def _until_noted() -> None:
    """All rows are written down as handed over before the next round begins."""
    from amparo.messaging.enums import State
    from amparo.messaging.models import OutgoingMessage

    until = time.monotonic() + 20
    while OutgoingMessage.objects.filter(state__lt=State.HANDED_OVER).exists():
        if time.monotonic() > until:
            raise RuntimeError("texts were handed over and not noted")
        time.sleep(0.02)
    OutgoingMessage.objects.all().delete()


def _add_celery(figures: Figures, sizes: tuple[int, ...]) -> None:
    peer = celery_side.measure(ADDRESS)
    figures["celery"] = peer
    for size in sizes:
        own, best = figures[f"of_{size}"], peer.get(f"best_of_the_{'small' if size <= celery_side.TRIAL else 'large'}")
        if isinstance(own, dict) and isinstance(best, list):
            own["goal_times_the_best_celery"] = goal_at_least(own["product_per_second"] / best[0], 10)
            own["times_the_best_celery_with_writing"] = round(own["per_second_with_writing"] / best[1], 1)
