"""The sender: one thread with one warm HTTP client that hands over what waits, many requests at a time.

The web process has one, so that the first wave of an activation leaves at once; the worker has one that sweeps what is left.
"""

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import ConnectError, ConnectTimeoutError, PyreqwestError, RequestTimeoutError

from amparo.messaging import outbox
from amparo.messaging.channels.twilio_compat import client as carrier
from amparo.messaging.enums import CallWish, State
from amparo.messaging.outbox import claims
from amparo.messaging.outbox.claims import Item, Outcome

log = logging.getLogger(__name__)
T = TypeVar("T")
TIMEOUT = timedelta(seconds=8)
FIRST_BATCH, BATCH, NOTE_AFTER = 64, 500, 0.02
RECONCILE_EVERY = 2.0


class Sender:
    """Hands over until stopped. ``poll_seconds`` is how often it looks without being woken; None: only when woken."""

    def __init__(self, stop: threading.Event, *, poll_seconds: float | None) -> None:
        self.stop, self.poll = stop, poll_seconds
        self.database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox-rows")
        self.outcomes: list[Outcome] = []
        self.troubled: dict[str, bool] = {}
        self.in_hand = 0

    def run(self) -> None:
        """Run in this thread until the stop event is set; what is in hand is finished first."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self.woken, self.noteworthy = asyncio.Event(), asyncio.Event()
        self.items: asyncio.Queue[Item] = asyncio.Queue()

        def wake() -> None:
            loop.call_soon_threadsafe(self.woken.set)

        outbox.listen(wake)
        client = (
            ClientBuilder().max_connections(settings.CARRIER_IN_FLIGHT).timeout(TIMEOUT)
            .connect_timeout(timedelta(seconds=4)).follow_redirects(False).pool_idle_timeout(timedelta(seconds=90)).build()
        )  # fmt: skip
        try:
            async with client:
                lanes = [asyncio.create_task(self._lane(client)) for _ in range(settings.CARRIER_IN_FLIGHT)]
                notes = asyncio.create_task(self._notes())
                try:
                    await self._claims(client)
                finally:
                    await self._finish(lanes, notes)
        finally:
            outbox.forget(wake)
            self.database.shutdown()

    async def _finish(self, lanes: list[asyncio.Task[None]], notes: asyncio.Task[None]) -> None:
        until = time.monotonic() + TIMEOUT.total_seconds() / 2
        while self.in_hand and time.monotonic() < until:
            await asyncio.sleep(0.01)
        for task in [*lanes, notes]:
            task.cancel()
        await asyncio.gather(*lanes, notes, return_exceptions=True)
        await self._note_all()

    async def _in_database(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.database, _with_fresh_connection, work)

    async def _claims(self, client: Client) -> None:
        """Claim whenever the lanes run dry, and look after rows whose sender died."""
        limit, reconcile_at = FIRST_BATCH, 0.0
        while not self.stop.is_set():
            self.woken.clear()
            found = 0
            try:
                if self.items.qsize() < settings.CARRIER_IN_FLIGHT:
                    found = await self._claim(limit)
                if self.poll is not None and time.monotonic() >= reconcile_at:
                    reconcile_at = time.monotonic() + RECONCILE_EVERY
                    await self._reconcile(client)
                await self._pause(found)
            except Exception as failure:  # the database is away: keep trying
                log.error("outbox: %s", type(failure).__name__)
                await asyncio.sleep(0.5)
            limit = BATCH if found else FIRST_BATCH

    async def _claim(self, limit: int) -> int:
        orders = await self._in_database(partial(claims.claim_orders, 100))
        texts = await self._in_database(partial(claims.claim_texts, limit))
        self.in_hand += len(orders) + len(texts)
        for item in [*orders, *texts]:
            self.items.put_nowait(item)
        return len(orders) + len(texts)

    async def _pause(self, found: int) -> None:
        if found:
            while self.items.qsize() >= settings.CARRIER_IN_FLIGHT and not self.stop.is_set():
                await asyncio.sleep(0.005)
            return
        if self.poll is None and not await self._in_database(claims.anything_waiting):
            await self.woken.wait()
            return
        try:  # what is left waits for the bucket, or another sender is at work
            await asyncio.wait_for(self.woken.wait(), 0.1 if self.poll is None else self.poll)
        except TimeoutError:
            return

    async def _lane(self, client: Client) -> None:
        while True:
            item = await self.items.get()
            outcome = await self._hand_over(client, item)
            self.outcomes.append(outcome)
            self.noteworthy.set()

    async def _hand_over(self, client: Client, item: Item) -> Outcome:
        request = carrier.request_for(item)
        if request is None:  # the call to end has no name yet
            return Outcome(item, State.WAITING, retry_seconds=0.5)
        try:
            answer = await client.post(request.url).headers(carrier.headers()).form(request.form).build().send()
            outcome = carrier.outcome_of(item, answer.status, await _body(answer), answer.headers.get("retry-after"))
        except (ConnectError, ConnectTimeoutError):
            outcome = Outcome(item, State.WAITING, code="no answer", retry_seconds=_later(item.attempts))
        except RequestTimeoutError:
            outcome = Outcome(item, State.IN_FLIGHT, code="too slow", unsure=True)
        except PyreqwestError:
            outcome = Outcome(item, State.IN_FLIGHT, code="broken off", unsure=True)
        return await self._judge(outcome)

    async def _judge(self, outcome: Outcome) -> Outcome:
        """Learn how the carrier is from what came of a request."""
        name = "text" if outcome.item.kind == "text" else "voice"
        bad = outcome.unsure or (outcome.state == State.WAITING and outcome.code != "429")
        if self.troubled.get(name) is not bad:
            self.troubled[name] = bad
            work = partial(claims.note_trouble, name, outcome.code) if bad else partial(claims.note_well, name)
            try:
                await self._in_database(work)
            except Exception:  # told again with the next outcome
                self.troubled.pop(name)
        return outcome

    async def _notes(self) -> None:
        while True:
            await self.noteworthy.wait()
            await asyncio.sleep(NOTE_AFTER)
            await self._note_all()

    async def _note_all(self) -> None:
        self.noteworthy.clear()
        batch, self.outcomes = self.outcomes, []
        while batch:
            try:
                await self._in_database(partial(claims.note, batch))
                break
            except Exception as failure:  # kept in hand until the database is back; a death here is reconciled
                log.error("outbox: %s", type(failure).__name__)
                if self.stop.is_set():
                    break
                await asyncio.sleep(0.5)
        self.in_hand -= len(batch)

    async def _reconcile(self, client: Client) -> None:
        """Ask the carrier about rows in flight whose lease is over, by number and words, before they are sent again."""
        await self._in_database(claims.expire_rows)
        taken: set[str] = set()
        for item in await self._in_database(partial(claims.claim_lapsed, 50)):
            outcome = await self._look_up(client, item, taken)
            if outcome is not None:
                self.in_hand += 1
                self.outcomes.append(outcome)
                self.noteworthy.set()

    async def _look_up(self, client: Client, item: Item, taken: set[str]) -> Outcome | None:
        if item.kind in (CallWish.END, CallWish.REDIRECT):
            return Outcome(item, State.WAITING, retry_seconds=0.1)  # asking twice does the same as once
        try:
            answer = await client.get(carrier.list_url(item)).headers(carrier.headers()).build().send()
            found = carrier.candidates(item, answer.status, await _body(answer))
        except PyreqwestError:
            return None  # the lease runs on; asked again later
        if found is None:
            return None
        fresh = [sid for sid in await self._in_database(partial(claims.unknown_sids, found)) if sid not in taken]
        if not fresh:
            return Outcome(item, State.WAITING, retry_seconds=0.1)
        taken.add(fresh[0])
        return Outcome(item, State.HANDED_OVER, sid=fresh[0])


async def _body(answer: object) -> dict[str, object]:
    try:
        body = await answer.json()  # type: ignore[attr-defined]
    except (ValueError, PyreqwestError):
        return {}
    return body if isinstance(body, dict) else {}


def _later(attempts: int) -> float:
    """Seconds until the next try: doubling, with jitter, at most half a minute."""
    return min(30.0, 0.5 * float(2 ** min(attempts, 6))) * random.uniform(0.6, 1.4)  # noqa: S311


def _with_fresh_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    return work()


_own: list[threading.Thread] = []


def send_from_this_process() -> None:
    """Start the sender that leaves with its process: what waits after a commit is handed over at once."""
    if _own and _own[0].is_alive():
        return
    thread = threading.Thread(target=Sender(threading.Event(), poll_seconds=None).run, name="outbox", daemon=True)
    _own[:] = [thread]
    thread.start()


def sweep(stop: threading.Event) -> None:
    """The worker's sender: looks again and again, and reconciles what others left in flight."""
    Sender(stop, poll_seconds=0.5).run()
