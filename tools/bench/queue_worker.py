"""The two workers of the queue's measurement: ``python -m tools.bench.queue_worker procrastinate|bare``."""

import asyncio
import os
import sys
import time
from typing import Any

import django
import psycopg

django.setup()

from procrastinate.contrib.django import app  # noqa: E402  Django first

from amparo.config.worker import POLL_SECONDS  # noqa: E402

TABLE = "CREATE TABLE IF NOT EXISTS bench_queue (id bigserial PRIMARY KEY, started timestamptz)"
TAKE = """
    UPDATE bench_queue SET started = now() WHERE id = (
      SELECT id FROM bench_queue WHERE started IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"""


def say() -> None:
    """Tell the moment to whoever measures."""
    print(time.monotonic(), flush=True)


@app.task(name="bench", queue="bench")  # type: ignore[untyped-decorator]
def task() -> None:
    say()


def make_queue() -> None:
    """The bare queue's table."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(TABLE)


def enqueue_bare(connection: "psycopg.Connection[Any]") -> None:
    """A row and a notice, in one transaction, as procrastinate does."""
    with connection.transaction():
        connection.execute("INSERT INTO bench_queue DEFAULT VALUES")
        connection.execute("NOTIFY bench_queue")


def run_bare() -> None:
    make_queue()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("LISTEN bench_queue")
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as taking:
            print("ready", flush=True)
            for _notice in connection.notifies():
                while taking.execute(TAKE).fetchone():
                    say()


async def run_procrastinate() -> None:
    """As amparo.config.worker runs it."""
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        working = asyncio.create_task(
            worker_app.run_worker_async(
                install_signal_handlers=False,
                concurrency=4,
                listen_notify=True,
                fetch_job_polling_interval=POLL_SECONDS,
            )
        )
        await asyncio.sleep(1.0)
        print("ready", flush=True)
        await working


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        run_bare()
    else:
        asyncio.run(run_procrastinate())
