"""The sender: one thread with one warm HTTP client that hands over what waits, many requests at a time.

The web process has one, so that the first wave of an activation leaves at once; the worker has one that sweeps what is left.
"""

import asyncio
import itertools
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections, connections
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError, RequestTimeoutError

from amparo.core import clock
from amparo.messaging import outbox
from amparo.messaging.channels.twilio_compat import client as carrier
from amparo.messaging.enums import State
from amparo.messaging.outbox import claims, health, lapsed, notes
from amparo.messaging.outbox.claims import LONGEST_REQUEST, Item, Outcome

log = logging.getLogger(__name__)
T = TypeVar("T")
FIRST_BATCH, BATCH, NOTE_AFTER = 100, 500, 0.05
AHEAD = 3  # so many times what is in flight is claimed before the lanes run dry
RECONCILE_EVERY, LOOK_UP_AT_ONCE = 2.0, 200


class Sender:
    """Hands over until stopped. ``poll_seconds`` is how often it looks without being woken; None: only when woken."""

    def __init__(self, stop: threading.Event, *, poll_seconds: float | None) -> None:
        self.stop, self.poll = stop, poll_seconds
        self.database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox-rows")
        self.outcomes: list[Outcome] = []
        self.well_at: dict[str, float] = {}
        self.in_hand = 0

    def run(self) -> None:
        """Run in this thread until the stop event is set; what is in hand is finished first."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self.woken, self.noteworthy = asyncio.Event(), asyncio.Event()
        self.items: asyncio.PriorityQueue[tuple[int, int, Item]] = asyncio.PriorityQueue()
        self.places = itertools.count()

        def wake() -> None:
            loop.call_soon_threadsafe(self.woken.set)

        outbox.listen(wake)
        self.addresses = carrier.addresses()
        client = (
            ClientBuilder().max_connections(settings.CARRIER_IN_FLIGHT).default_headers(carrier.headers()).timeout(LONGEST_REQUEST)
            .connect_timeout(timedelta(seconds=4)).follow_redirects(False).pool_idle_timeout(timedelta(seconds=90)).build()
        )  # fmt: skip
        try:
            async with client:
                lanes = [asyncio.create_task(self._lane(client)) for _ in range(settings.CARRIER_IN_FLIGHT)]
                noting = asyncio.create_task(self._notes())
                try:
                    await self._claims(client)
                finally:
                    await self._finish(lanes, noting)
        finally:
            outbox.forget(wake)
            self.database.submit(connections.close_all)
            self.database.shutdown()

    async def _finish(self, lanes: list[asyncio.Task[None]], noting: asyncio.Task[None]) -> None:
        until = time.monotonic() + LONGEST_REQUEST.total_seconds() / 2
        while self.in_hand and time.monotonic() < until:
            await asyncio.sleep(0.01)
        for task in [*lanes, noting]:
            task.cancel()
        await asyncio.gather(*lanes, noting, return_exceptions=True)
        await self._note_all()

    async def _in_database(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.database, _with_fresh_connection, work)

    async def _claims(self, client: Client) -> None:
        """Claim whenever the lanes run dry, and look after rows whose sender died."""
        limit, reconcile_at = FIRST_BATCH, 0.0
        while not self.stop.is_set():
            is_woken = self.woken.is_set()
            found: int | None = 0  # when the lanes have enough nobody looks, and something may wait
            self.woken.clear()
            try:
                if (
                    is_woken or self.items.qsize() < AHEAD * settings.CARRIER_IN_FLIGHT
                ):  # what is new may be more urgent
                    found = await self._claim(limit)
                if self.poll is not None and time.monotonic() >= reconcile_at:
                    reconcile_at = time.monotonic() + RECONCILE_EVERY
                    await self._reconcile(client)
                await self._pause(found)
            except Exception as failure:  # the database is away: keep trying
                log.error("outbox: %s", type(failure).__name__)
                await asyncio.sleep(0.5)
            limit = BATCH if found else FIRST_BATCH

    async def _claim(self, limit: int) -> int | None:
        """How many rows were taken; None when none was due."""
        items = await self._in_database(partial(claims.claim_all, 100, limit))
        if items is None:
            return None
        self.addresses = carrier.addresses()
        self.in_hand += len(items)
        for item in items:
            self.items.put_nowait((item.lane, next(self.places), item))
        return len(items)

    async def _pause(self, found: int | None) -> None:
        if found:
            enough = AHEAD * settings.CARRIER_IN_FLIGHT
            while self.items.qsize() >= enough and not (self.stop.is_set() or self.woken.is_set()):
                await asyncio.sleep(0.005)
            return
        if self.poll is None and found is None:  # nothing is due; what is written from now on wakes this sender
            await self.woken.wait()
            return
        try:  # what is left waits for the bucket, or another sender is at work
            await asyncio.wait_for(self.woken.wait(), 0.1 if self.poll is None else self.poll)
        except TimeoutError:
            return

    async def _lane(self, client: Client) -> None:
        while True:
            _lane, _place, item = await self.items.get()
            outcome = await self._hand_over(client, item)
            self.outcomes.append(outcome)
            self.noteworthy.set()

    async def _hand_over(self, client: Client, item: Item) -> Outcome:
        if (
            item.start_before and datetime.now(UTC) > item.start_before
        ):  # waited too long here: back, before others look
            return Outcome(item, State.WAITING)
        if item.expires_at and clock.now() >= item.expires_at:
            return Outcome(item, State.EXPIRED)
        request = carrier.request_for(item, self.addresses)
        if request is None:  # the call to end has no name yet
            return Outcome(item, State.WAITING, retry_seconds=0.5)
        try:
            answer = await client.post(request.url).form(request.form).build().send()
            status = answer.status
            retry_after = answer.headers.get("retry-after") if status in carrier.RETRY_STATUSES else None
            return carrier.outcome_of(item, status, await _body(answer), retry_after)
        except RequestTimeoutError:  # also what the library calls a connect timeout: the request may have arrived
            return Outcome(item, State.IN_FLIGHT, code="too slow", unsure=True)
        except PyreqwestError as failure:
            if _never_left(failure):
                return Outcome(item, State.WAITING, code="no answer", retry_seconds=_later(item.attempts))
            return Outcome(item, State.IN_FLIGHT, code="broken off", unsure=True)

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
                await self._in_database(partial(notes.note, batch))
                await self._note_health(batch)
                break
            except Exception as failure:  # kept in hand until the database is back; a death here is reconciled
                log.error("outbox: %s", type(failure).__name__)
                if self.stop.is_set():
                    break
                await asyncio.sleep(0.5)
        self.in_hand -= len(batch)

    async def _note_health(self, batch: list[Outcome]) -> None:
        """Tell the boards how the carrier is, from what came of these requests."""
        for name, said in health.news(batch).items():
            if said:
                self.well_at.pop(name, None)
                await self._in_database(partial(health.note_trouble, name, said))
            elif time.monotonic() - self.well_at.get(name, -9.0) > 1.0:  # other senders see trouble too: look again
                self.well_at[name] = time.monotonic()
                await self._in_database(partial(health.note_well, name))

    async def _reconcile(self, client: Client) -> None:
        """Look after rows in flight whose lease is over, and after a carrier in trouble that nothing else asks."""
        await self._in_database(notes.expire_rows)
        items = await self._in_database(partial(lapsed.claim_lapsed, LOOK_UP_AT_ONCE))
        again = [item for item in items if lapsed.is_repeatable(item)]
        groups = lapsed.by_number([item for item in items if item not in again])
        found = await asyncio.gather(*(self._look_up(client, group) for group in groups))
        outcomes = [Outcome(item, State.WAITING, retry_seconds=0.1) for item in again]
        outcomes += [outcome for group in found for outcome in group]
        if outcomes:
            await self._in_database(partial(notes.note, outcomes))
        for name in await self._in_database(health.idle_trouble):
            await self._probe(client, name)

    async def _look_up(self, client: Client, items: list[Item]) -> list[Outcome]:
        """What the carrier's list says about rows to one number; when it does not say, they are asked about again soon."""
        try:
            answer = await client.get(carrier.list_url(items[0])).build().send()
            taken = carrier.taken(items[0], answer.status, await _body(answer), answer.headers.get("date"))
        except PyreqwestError:
            taken = None
        if taken is None:
            return [Outcome(item, State.IN_FLIGHT, code="unknown", unsure=True) for item in items]
        return await self._in_database(partial(lapsed.settle, items, taken))

    async def _probe(self, client: Client, name: str) -> None:
        try:
            answer = await client.get(carrier.probe_url(name)).build().send()
        except PyreqwestError:
            return
        if carrier.is_well(answer.status):
            await self._in_database(partial(health.note_well, name))


async def _body(answer: object) -> dict[str, object]:
    try:
        body = await answer.json()  # type: ignore[attr-defined]
    except (ValueError, PyreqwestError):
        return {}
    return body if isinstance(body, dict) else {}


def _never_left(failure: PyreqwestError) -> bool:
    """Whether no line to the carrier was ever open. The library calls a line that broke later a connect error as well."""
    if not isinstance(failure, DetailedPyreqwestError):
        return False
    causes = (failure.details or {}).get("causes") or []
    return any(cause["message"] == "client error (Connect)" for cause in causes)


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
