"""The live process: streams what changed to the boards. A small ASGI app without Django's middleware, views or ORM.

A stream is let in by one look at its session; one connection listens for all streams; another looks every two seconds whether
the sessions still hold, and what their people may hear of. A browser that comes back with Last-Event-ID gets what it missed,
and now and then something twice.
"""

import asyncio
import hashlib
import json
import logging
import os
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")

import psycopg
from django.conf import settings
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing

from amparo.core import clock
from amparo.core.sabotage import sabotaged
from amparo.core.topics import TOPICS

log = logging.getLogger(__name__)
CHANNEL = "amparo_board"
PING_SECONDS, LOOK_SECONDS = 15.0, 2.0
MOST_STREAMS, MOST_OF_ONE_SESSION = 2_000, 12
KEPT = 2_000  # events kept in memory for those who come back
OVERLAP = 50  # a lower number may commit later than a higher one: so many are sent again
SALT = "django.contrib.sessions.SessionStore"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Event = tuple[int, str, str]  # number, topic, JSON


def database_address() -> dict[str, Any]:
    """How psycopg reaches the house's database."""
    base = settings.DATABASES["default"]
    wanted = {
        "dbname": base["NAME"],
        "user": base["USER"],
        "password": base["PASSWORD"],
        "host": base["HOST"],
        "port": base["PORT"],
    }
    return {key: value for key, value in wanted.items() if value} | {"connect_timeout": 5, "autocommit": True}


@dataclass(eq=False)
class Stream:
    """One open board."""

    session: str
    powers: frozenset[str] = frozenset()
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(maxsize=500))

    def tell(self, event: Event) -> None:
        """One event, if this stream's person may hear of its topic."""
        if self.powers & TOPICS.get(event[1], frozenset()):
            self.put(as_piece(event))

    def put(self, piece: bytes | None) -> None:
        try:
            self.queue.put_nowait(piece)
        except asyncio.QueueFull:  # a reader who sleeps: end the stream, the browser comes back for the rest
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Hub:
    """All streams of this process, one listening connection and one for questions."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.recent: deque[Event] = deque(maxlen=KEPT)
        self.seen: deque[int] = deque(maxlen=KEPT)
        self.questions: psycopg.AsyncConnection[Any] | None = None
        self.asking = asyncio.Lock()
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self.tasks = [asyncio.create_task(work()) for work in (self._listen, self._look_at_sessions, self._ping)]

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        for stream in list(self.streams):
            stream.put(None)

    async def ask(self, sql: str, values: list[Any]) -> list[Any]:
        """Rows of one question, over the one connection for questions."""
        async with self.asking:
            try:
                if self.questions is None or self.questions.closed:
                    self.questions = await psycopg.AsyncConnection.connect(**database_address())
                return await (await self.questions.execute(sql, values)).fetchall()
            except psycopg.OperationalError:
                self.questions = None
                raise

    async def _listen(self) -> None:
        """Hear of every committed event; after a break, tell the boards to look at everything again."""
        wait = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**database_address()) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    await self._catch_up(connection, first=not self.recent)
                    wait = 0.2
                    async for notice in connection.notifies():
                        await self._publish_from(connection, int(notice.payload))
            except (psycopg.Error, OSError, ValueError) as failure:
                log.warning("live: %s, listening again in %.1f s", type(failure).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(5.0, wait * 2)

    async def _catch_up(self, connection: psycopg.AsyncConnection[Any], *, first: bool) -> None:
        sql = "SELECT id, topic, subject, urgent FROM core_boardevent ORDER BY id DESC LIMIT %s"
        rows = await (await connection.execute(sql, [OVERLAP if first else 500])).fetchall()
        for row in reversed(rows):
            self._publish(row, quiet=first)

    async def _publish_from(self, connection: psycopg.AsyncConnection[Any], number: int) -> None:
        """Read over the connection for questions: the listening one is busy listening."""
        rows = await self.ask("SELECT id, topic, subject, urgent FROM core_boardevent WHERE id = %s", [number])
        for row in rows:
            self._publish(row)

    def _publish(self, row: tuple[int, str, Any, bool], *, quiet: bool = False) -> None:
        number, topic, subject, urgent = row
        if number in self.seen:
            return
        self.seen.append(number)
        event = (number, topic, json.dumps({"subject": str(subject) if subject else None, "urgent": urgent}))
        self.recent.append(event)
        if not quiet:
            for stream in list(self.streams):
                stream.tell(event)

    async def _look_at_sessions(self) -> None:
        """End the streams of people who signed out, were signed out or may not come in any more."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            keys = {stream.session for stream in self.streams}
            if not keys:
                continue
            try:
                valid = await self.valid_sessions(list(keys))
            except psycopg.Error:
                continue
            for stream in list(self.streams):
                stream.powers = valid.get(stream.session, frozenset())
                if stream.session not in valid:
                    stream.put(None)

    async def valid_sessions(self, keys: list[str]) -> dict[str, frozenset[str]]:
        """Those of these sessions that belong to an active person and are not over, with the powers of that person now."""
        sql = "SELECT session_key, session_data FROM people_session WHERE session_key = ANY(%s) AND expire_date > now()"
        people: dict[str, str] = {}
        kept = {hashlib.sha256(key.encode()).hexdigest(): key for key in keys}  # as people/sessions.py keeps them
        for index, data in await self.ask(sql, [list(kept)]):
            key = kept[index]
            try:
                person = signing.loads(data, salt=SALT, serializer=JSONSerializer).get("_auth_user_id")
            except signing.BadSignature:
                continue
            if person:
                people[key] = person
        active = await self.ask(
            "SELECT p.id::text, array_remove(array_agg(m.power), NULL) FROM people_person p LEFT JOIN governance_mandate m"
            " ON m.person_id = p.id AND m.starts_at <= %s AND (m.ends_at IS NULL OR m.ends_at > %s)"
            " WHERE p.id = ANY(%s::uuid[]) AND p.is_active GROUP BY p.id",
            [clock.now(), clock.now(), list(people.values())],
        )
        powers = {person: frozenset(held) for person, held in active}
        return {key: powers[person] for key, person in people.items() if person in powers}

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            for stream in list(self.streams):
                stream.put(b": still here\n\n")

    def missed_since(self, number: int) -> list[Event]:
        """What a browser missed that last saw this number, and a few before it, for what was committed late."""
        return [event for event in self.recent if event[0] > number - OVERLAP]


def as_piece(event: Event) -> bytes:
    """One event in the wire format of event streams."""
    number, topic, data = event
    return f"id: {number}\nevent: {topic}\ndata: {data}\n\n".encode()


_hub: Hub | None = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI door."""
    global _hub
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if _hub is None:
        _hub = Hub()
        _hub.start()
    await _serve(_hub, scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    global _hub
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _hub = Hub()
            _hub.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            if _hub is not None:
                await _hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _serve(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] == "/health/":
        await _answer(send, 200, b"live")
        return
    if scope["method"] != "GET" or not (_comes_from_our_pages(headers) or sabotaged("T32")):
        await _answer(send, 403)
        return
    session = _session_of(headers)
    try:
        powers = (await hub.valid_sessions([session])).get(session) if session else None
    except psycopg.Error:
        await _answer(send, 503)
        return
    mine = sum(stream.session == session for stream in hub.streams)
    if powers is None:
        await _answer(send, 403)
    elif mine >= MOST_OF_ONE_SESSION or len(hub.streams) >= MOST_STREAMS:
        await _answer(send, 429)
    else:
        await _stream(hub, Stream(session, powers), headers.get("last-event-id", ""), receive, send)


def _comes_from_our_pages(headers: dict[str, str]) -> bool:
    """Whether a page of ours asks. Browsers name no origin to the page's own host: then they say so, or name the page."""
    if "origin" in headers:
        return headers["origin"] == settings.PUBLIC_URL
    if "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] == "same-origin"
    return headers.get("referer", "").startswith(settings.PUBLIC_URL + "/")


def _session_of(headers: dict[str, str]) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    found = cookie.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def _cors() -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", settings.PUBLIC_URL.encode()), (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"), (b"cache-control", b"no-store"),
    ]  # fmt: skip


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [*_cors(), (b"content-type", b"text/plain")]}
    )
    await send({"type": "http.response.body", "body": body})


async def _stream(hub: Hub, stream: Stream, last: str, receive: Receive, send: Send) -> None:
    headers = [*_cors(), (b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    hub.streams.add(stream)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await send({"type": "http.response.body", "body": b"retry: 1500\n\n", "more_body": True})
        if last.isdigit():
            for event in hub.missed_since(int(last)):
                stream.tell(event)
        while True:
            piece = asyncio.create_task(stream.queue.get())
            done, _waiting = await asyncio.wait({piece, gone}, return_when=asyncio.FIRST_COMPLETED)
            if piece not in done or piece.result() is None:
                piece.cancel()
                break
            await send({"type": "http.response.body", "body": piece.result(), "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        hub.streams.discard(stream)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
