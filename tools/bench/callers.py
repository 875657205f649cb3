"""Callers and responders' phones as a carrier plays them: each step is a signed callback to the real web process."""

import asyncio
import random
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from pyreqwest.client import Client, ClientBuilder

from tools.bench import house
from tools.bench.rounds import Figures, milliseconds

WEB = f"http://localhost:{house.WEB}"
SINK = f"http://127.0.0.1:{house.SINK}"
PATIENCE, TALK, LOOK = 25.0, 1.0, 0.1  # seconds
_TOKEN = re.compile(r"/carrier/voice/step/([^/]+)/")
_ROOM = re.compile(r"<Conference[^>]*>([^<]+)</Conference>")


@dataclass
class Answers:
    """How long the house took for each callback, and what was no good answer."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0

    def figures(self) -> Figures:
        lasted = max(0.001, self.last - self.first)
        return {
            **milliseconds(self.seconds), "requests_per_second": round(len(self.seconds) / lasted, 1),
            "errors": len(self.wrong), "which_errors": sorted(set(self.wrong))[:5],
        }  # fmt: skip


@dataclass
class Caller:
    """One who called: when, and when somebody came to the line."""

    number: str
    sid: str
    began: float
    came: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    joined: float | None = None


class Carrier:
    """Plays callers and phones until told to stop."""

    def __init__(self) -> None:
        from django.conf import settings
        from twilio.request_validator import RequestValidator

        self.sign = RequestValidator(settings.CARRIER_TOKEN).compute_signature
        self.fallback = (settings.PACKAGE / "messaging" / "fallback.xml").read_text(encoding="utf-8")
        self.hotline = settings.HOTLINE_NUMBER
        self.calls, self.texts = Answers(), Answers()
        self.callers: list[Caller] = []
        self.by_room: dict[str, Caller] = {}
        self.stopped: dict[str, str | None] = {}  # a call that the house ended, or where it led it instead
        self.tasks: set[asyncio.Task[None]] = set()
        self.chance, self.numbers = random.Random(413), count()

    def begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[None]") -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self.calls.wrong.append(type(failure).__name__)

    async def post(self, path: str, form: dict[str, str], *, into: Answers | None = None) -> str:
        """One callback, signed as the carrier signs; the markup that came back."""
        into = into or self.calls
        address = WEB + path
        request = self.client.post(address).headers({"X-Twilio-Signature": self.sign(address, form)}).form(form).build()
        began = time.monotonic()
        answer = await request.send()
        body = await answer.text()
        into.last = time.monotonic()
        into.first = into.first or began
        into.seconds.append(into.last - began)
        if answer.status not in (200, 204) or body == self.fallback:
            into.wrong.append(f"{path.split('/')[3]} {answer.status}{' fallback' if body == self.fallback else ''}")
        return str(body)

    async def __aenter__(self) -> "Carrier":
        self.client: Client = await ClientBuilder().max_connections(400).build().__aenter__()
        self.looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *about: object) -> None:
        self.looking.cancel()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(self.looking, *self.tasks, return_exceptions=True)
        await self.client.__aexit__(None, None, None)

    async def _look(self) -> None:
        """What the house asked of the carrier: rings, ends and leads elsewhere, and texts."""
        seen = 0
        while True:
            answer = await self.client.get(f"{SINK}/events?after={seen}").build().send()
            events = (await answer.json())["events"]
            seen += len(events)
            for event in events:
                self._hear(event)
            await asyncio.sleep(LOOK)

    def _hear(self, event: dict[str, str]) -> None:
        if event["path"].endswith("/Messages.json"):
            self.begin(self._delivered(event))
        elif event["path"].endswith("/Calls.json"):
            self.begin(self._phone(event["sid"], _TOKEN.findall(event["Url"])[0]))
        else:
            sid = event["path"].rsplit("/", 1)[-1].removesuffix(".json")
            self.stopped[sid] = event.get("Url")

    async def _delivered(self, event: dict[str, str]) -> None:
        path = event["StatusCallback"].removeprefix(WEB)
        await self.post(path, {"MessageSid": event["sid"], "MessageStatus": "delivered"}, into=self.texts)

    async def call(self) -> None:
        """Somebody calls, chooses language and need, waits, talks and hangs up; or loses patience."""
        place, sid = next(self.numbers) % 200, f"CA{uuid4().hex}"
        number = f"+1{617 if place < 100 else 508}555{100 + place % 100:04d}"
        caller = Caller(number, sid, time.monotonic())
        self.callers.append(caller)
        said = await self.post("/carrier/voice/inbound/", {"CallSid": sid, "From": number, "To": self.hotline})
        token = _TOKEN.findall(said)[0]
        self.by_room[token] = caller
        for step, digits in (("language", self.chance.choice("12")), ("need", "3")):
            await asyncio.sleep(self.chance.uniform(0.2, 0.6))
            await self.post(f"/carrier/voice/step/{token}/{step}/", {"CallSid": sid, "Digits": digits})
        await self._in_room(token, sid, "participant-join", "1")
        await self.post(f"/carrier/voice/wait/{token}/queue/", {"CallSid": sid})
        try:
            await asyncio.wait_for(caller.came.wait(), PATIENCE)
            await asyncio.sleep(TALK)
        except TimeoutError:
            pass
        await self._in_room(token, sid, "participant-leave", "8")
        await self.post("/carrier/voice/ended/", {"CallSid": sid, "CallStatus": "completed"})
        caller.gone.set()

    async def _in_room(self, room: str, sid: str, event: str, number: str) -> None:
        form = {
            "ConferenceSid": f"CF{room}", "FriendlyName": room, "CallSid": sid, "StatusCallbackEvent": event,
            "SequenceNumber": number,
        }  # fmt: skip
        await self.post("/carrier/voice/room/", form)

    async def _phone(self, sid: str, token: str) -> None:
        """A responder's phone rings; they pick up and press 1, unless somebody was faster."""
        await self._status(token, sid, "initiated")
        await self._status(token, sid, "ringing")
        await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        if sid not in self.stopped:
            await self._status(token, sid, "answered")
            said = await self.post(f"/carrier/voice/step/{token}/leg/", {"CallSid": sid, "Digits": ""})
            await asyncio.sleep(self.chance.uniform(0.3, 0.6))
            if sid not in self.stopped and "/key/" in said:
                said = await self.post(f"/carrier/voice/step/{token}/key/", {"CallSid": sid, "Digits": "1"})
            if rooms := _ROOM.findall(said):
                await self._talk(rooms[0], sid)
            elif elsewhere := self.stopped.get(sid):
                await self.post(elsewhere.removeprefix(WEB), {"CallSid": sid})
        await self._status(token, sid, "completed" if sid not in self.stopped else "canceled")

    async def _talk(self, room: str, sid: str) -> None:
        caller = self.by_room[room]
        caller.joined = caller.joined or time.monotonic()
        caller.came.set()
        await self._in_room(room, sid, "participant-join", "2")
        await caller.gone.wait()  # the room ends with its caller
        await self._in_room(room, sid, "participant-leave", "9")

    async def _status(self, token: str, sid: str, status: str) -> None:
        await self.post(f"/carrier/voice/leg/{token}/", {"CallSid": sid, "CallStatus": status})

    async def until_quiet(self, seconds: float) -> None:
        """Until every caller and every phone is done."""
        until = time.monotonic() + seconds
        while self.tasks and time.monotonic() < until:
            await asyncio.sleep(0.1)
