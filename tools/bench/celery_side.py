"""What a team would take otherwise: Celery with Redis, one task a message, in its usual variants, at the same sink.

Counted as the product is: from the moment at which all is enqueued (its commit), and from the first to be enqueued (with writing).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import requests

from tools.bench import house
from tools.bench.rounds import Figures

VARIANTS = {
    "prefork 2": ("--pool", "prefork", "--concurrency", "2"),
    "threads 32": ("--pool", "threads", "--concurrency", "32"),
    "prefork 16": ("--pool", "prefork", "--concurrency", "16"),
    "gevent 100": ("--pool", "gevent", "--concurrency", "100"),
}
TRIAL, LONG = 800, 3_000
BROKER = f"redis://127.0.0.1:{house.REDIS}/0"
_own = threading.local()


def make_app() -> object:
    """The application that the workers load; made only when Celery is really wanted."""
    from celery import Celery

    made = Celery("bench", broker=BROKER)
    made.conf.update(task_ignore_result=True, worker_prefetch_multiplier=16, task_acks_late=False)
    made.task(name="hand_over")(post_one)
    return made


def post_one(url: str, form: dict[str, str]) -> None:
    """The task: one text to the carrier over a session that this thread keeps."""
    if not hasattr(_own, "session"):
        _own.session = requests.Session()
    _own.session.post(url, data=form, timeout=10).json()


def redis_server() -> str | None:
    """The Redis server: found, or fetched by the package manager when this user may."""
    if found := shutil.which("redis-server"):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server"]
        subprocess.run(command, capture_output=True)
    return shutil.which("redis-server")


def measure(address: str) -> Figures:
    """Messages a second of each variant; the best of them once more over a longer run."""
    server = redis_server()
    if server is None:
        return {"left_out": "There is no redis-server here and this user may not install it."}
    try:
        import celery
    except ImportError:
        return {"left_out": "celery is not installed: make bench installs it."}
    with tempfile.TemporaryDirectory() as folder:
        redis = subprocess.Popen(
            [server, "--port", str(house.REDIS), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            rates = {name: _rates(words, address, TRIAL) for name, words in VARIANTS.items()}
            best = max(rates, key=lambda name: rates[name][0])
            longer = _rates(VARIANTS[best], address, LONG)
        finally:
            redis.terminate()
            redis.wait()
    return {
        "version": celery.__version__, "best": best, "per_second": {name: pair[0] for name, pair in rates.items()},
        "per_second_with_enqueueing": {name: pair[1] for name, pair in rates.items()},
        "best_of_the_small": [max(pair[place] for pair in rates.values()) for place in (0, 1)],
        "best_of_the_large": list(longer),
    }  # fmt: skip


def _rates(words: tuple[str, ...], address: str, count: int) -> tuple[float, float]:
    """Messages a second once all are enqueued, and with the enqueueing."""
    app = make_app()
    command = [sys.executable, "-m", "celery", "-A", "tools.bench.celery_worker", "worker", "--loglevel", "ERROR"]
    environment = {**os.environ, "C_FORCE_ROOT": "1"}
    worker = subprocess.Popen(
        [*command, *words, "--without-gossip", "--without-mingle", "--without-heartbeat"],
        env=environment, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _timed(app, address, 50)
        with_enqueueing = _timed(app, address, count)
        control: Any = app.control  # type: ignore[attr-defined]
        if not control.cancel_consumer("celery", reply=True, timeout=5):
            raise RuntimeError("the Celery worker does not hear")
        _send(app, address, count)
        house.forget()
        started = time.monotonic()
        control.add_consumer("celery")
        return round(count / (house.until_seen(count, 120)["last"] - started), 1), with_enqueueing
    finally:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _timed(app: object, address: str, count: int) -> float:
    house.forget()
    started = time.monotonic()
    _send(app, address, count)
    return round(count / (house.until_seen(count, 120)["last"] - started), 1)


def _send(app: object, address: str, count: int) -> None:
    for number in range(count):
        form = {"To": f"+1413555{number % 100 + 100:04}", "From": "+14135550101", "Body": "help near Broadway"}
        app.send_task("hand_over", args=[address, form])  # type: ignore[attr-defined]
