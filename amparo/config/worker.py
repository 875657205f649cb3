"""The worker process: the ticker, the outbox's sweeper and the queue of slow jobs.

Started by ``python -m amparo.config.worker``.
"""

import asyncio
import os
import signal
import threading

import django

# A notice that comes while procrastinate looks for jobs is lost to it (3.10): then the job waits for the next look.
POLL_SECONDS = 1.0


def main() -> None:
    """Work until told to stop; what is in hand is finished within a few seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    django.setup()
    from amparo.core.ticker import long_work, run_again, run_ticker

    stop = threading.Event()
    threads = [threading.Thread(target=run_ticker, args=(stop,), name="ticker")]
    threads += [threading.Thread(target=run_again, args=(work, stop), name=work.__name__) for work in long_work()]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_jobs(stop))
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=6)
        os._exit(0)  # a thread that waits for a dead carrier holds nobody up; its rows are leased and come back


async def _jobs(stop: threading.Event) -> None:
    """Run procrastinate's jobs until a signal comes; without a database, try again."""
    from procrastinate.contrib.django import app

    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for wish in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wish, ended.set)
    while not ended.is_set():
        jobs = asyncio.create_task(_run_jobs(app))
        waiting = asyncio.create_task(ended.wait())
        await asyncio.wait({jobs, waiting}, return_when=asyncio.FIRST_COMPLETED)
        jobs.cancel()
        await asyncio.gather(jobs, return_exceptions=True)
        if not ended.is_set():
            await asyncio.sleep(1.0)
        waiting.cancel()
    stop.set()


async def _run_jobs(app: object) -> None:
    from procrastinate import App

    assert isinstance(app, App)
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            install_signal_handlers=False, concurrency=4, listen_notify=True, fetch_job_polling_interval=POLL_SECONDS
        )


if __name__ == "__main__":
    main()
