"""Where lines meet: conferences, queues, and a number dialled from a call."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import uuid4
from xml.etree.ElementTree import Element

from amparo.simulator.clock import rfc2822
from amparo.simulator.errors import Refused
from amparo.simulator.markup import QUEUE_VERBS, WAIT_VERBS, Interpreter, LeftQueue, Over

if TYPE_CHECKING:
    from amparo.simulator.calls import Call
    from amparo.simulator.carrier import Carrier

MOST_ROOMS = 2_000
ROUND, ROUND_REAL = 1.0, 0.25  # a waiting round lasts at least so long, in the demo's time and really


@dataclass(eq=False)
class Member:
    """One line in a conference."""

    call: "Call"
    room: "Room"
    starts: bool
    ends: bool
    wait_url: str
    joined: float
    muted: bool = False
    hold: bool = False
    out: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: "asyncio.Task[None] | None" = None


@dataclass(eq=False)
class Room:
    """One conference. It starts with the first line that may start it."""

    sid: str
    name: str
    created: float
    callback: str = ""
    events: frozenset[str] = frozenset()
    status: str = "init"
    reason: str = "last-participant-left"
    updated: float = 0.0
    sequence: int = 1
    members: list[Member] = field(default_factory=list)


@dataclass(eq=False)
class Waiting:
    """One line in a queue; ``bridge`` is set with the line that took it."""

    call: "Call"
    since: float
    bridge: asyncio.Event = field(default_factory=asyncio.Event)
    partner: "Call | None" = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Queue:
    """Lines that wait for somebody, first come first."""

    sid: str
    name: str
    created: float
    entries: list[Waiting] = field(default_factory=list)


class Rooms:
    """All conferences and queues."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.rooms: OrderedDict[str, Room] = OrderedDict()
        self.queues: dict[str, Queue] = {}

    # Conferences.

    def _open(self, name: str, noun: Element) -> Room:
        for room in self.rooms.values():
            if room.name == name and room.status != "completed":
                return room
        now = self.carrier.clock.now()
        callback = noun.get("statusCallback", "")
        room = Room(
            "CF" + uuid4().hex, name, now, callback, frozenset(noun.get("statusCallbackEvent", "").split()), updated=now
        )
        self.rooms[room.sid] = room
        if len(self.rooms) > MOST_ROOMS:
            self.rooms.popitem(last=False)
        return room

    async def conference(self, call: "Call", noun: Element) -> str:
        """Stay in the conference until this line or the whole conference ends."""
        room = self._open((noun.text or "").strip(), noun)
        starts, ends = (
            noun.get("startConferenceOnEnter", "true") == "true",
            noun.get("endConferenceOnExit", "false") == "true",
        )
        member = Member(
            call, room, starts, ends, noun.get("waitUrl", ""), self.carrier.clock.now(), noun.get("muted") == "true"
        )
        room.members.append(member)
        call.member = member
        self._report(room, "join", member)
        try:
            self._seat(room, member)
            await member.out.wait()
        finally:
            self._leave(room, member)
        return "answered"

    def _seat(self, room: Room, member: Member) -> None:
        if member.starts and room.status == "init":
            room.status = "in-progress"
            self._report(room, "start", None)
        for each in room.members:
            if room.status == "in-progress":
                self._stop_waiting(each)
                each.call.doing = "talking"
            elif each.waiting is None:
                each.call.doing = "waiting"
                each.waiting = asyncio.create_task(self._wait(each))
        for other in room.members:
            if other is not member and room.status == "in-progress":
                self.carrier.note(other.call.phone, "note", "joined")
        if room.status == "in-progress" and len(room.members) > 1:
            self.carrier.note(member.call.phone, "note", "connected")
        self.carrier.touch()

    @staticmethod
    def _stop_waiting(member: Member) -> None:
        if member.waiting is not None:
            member.waiting.cancel()
            member.waiting = None

    async def _wait(self, member: Member) -> None:
        """Ask the waiting address again and again, until the conference starts."""
        try:
            while member.wait_url:
                await asyncio.gather(self._round(member.call, member.wait_url, WAIT_VERBS, {}), self._beat())
        except Over:
            member.out.set()

    async def _beat(self) -> None:
        await self.carrier.clock.sleep(ROUND, at_least=ROUND_REAL)

    async def _round(self, call: "Call", url: str, verbs: set[str], more: dict[str, str]) -> None:
        reader = Interpreter(self.carrier, call, verbs)
        form = {**self.carrier.calls.form(call), **more}
        root = await self.carrier.wire.document(url, form)
        reader.url = url
        for _ in range(20):
            following = await reader.perform(root) if root is not None else None
            if following is None:
                return
            root = following

    def _leave(self, room: Room, member: Member) -> None:
        self._stop_waiting(member)
        if member not in room.members:
            return
        room.members.remove(member)
        member.call.member, member.call.doing = None, ""
        self._report(room, "leave", member)
        for other in list(room.members):
            self.carrier.note(other.call.phone, "note", "left")
            if member.ends:
                room.reason = "participant-with-end-conference-on-exit-left"
                other.out.set()
        if not room.members:
            room.status = "completed"
            self._report(room, "end", None)
        self.carrier.touch()

    def _report(self, room: Room, event: str, member: Member | None) -> None:
        room.updated = self.carrier.clock.now()
        if event not in room.events:
            return
        form = {
            "ConferenceSid": room.sid, "FriendlyName": room.name, "AccountSid": self.carrier.options.account,
            "SequenceNumber": str(room.sequence), "Timestamp": rfc2822(room.updated) or "",
            "StatusCallbackEvent": f"participant-{event}" if member else f"conference-{event}",
        }  # fmt: skip
        if member is not None:
            form |= {
                "CallSid": member.call.sid, "Muted": _word(member.muted), "Hold": _word(member.hold), "Coaching": "false",
                "StartConferenceOnEnter": _word(member.starts), "EndConferenceOnExit": _word(member.ends),
            }  # fmt: skip
        room.sequence += 1
        self.carrier.wire.tell(room.sid, room.callback, form)

    def talk(self, call: "Call", words: str) -> None:
        """Somebody says something: whoever is on the line with them hears it."""
        self.carrier.note(call.phone, "own", words)
        member = call.member
        if member is None or member.muted or member.room.status != "in-progress":
            return
        for other in member.room.members:
            if other is not member and not other.hold:
                self.carrier.note(other.call.phone, "talk", words)

    # Queues.

    def queue(self, name: str) -> Queue:
        if name not in self.queues:
            if len(self.queues) >= MOST_ROOMS:
                raise Refused(22003, "Too many queues")
            self.queues[name] = Queue("QU" + uuid4().hex, name, self.carrier.clock.now())
        return self.queues[name]

    async def enqueue(self, call: "Call", verb: Element, base: str) -> str:
        """Wait in a queue until somebody dials it, or the waiting document says Leave."""
        queue = self.queue((verb.text or "").strip() or "default")
        entry = Waiting(call, self.carrier.clock.now())
        queue.entries.append(entry)
        call.doing = "waiting"
        rounds = asyncio.ensure_future(self._queue_rounds(queue, entry, verb.get("waitUrl", ""), base))
        bridge = asyncio.ensure_future(entry.bridge.wait())
        try:
            await asyncio.wait({rounds, bridge}, return_when=asyncio.FIRST_COMPLETED)
            if not bridge.done():
                rounds.result()
                return "leave"
            rounds.cancel()
            await self._together(call, entry)
            return "bridged"
        finally:
            rounds.cancel()
            bridge.cancel()
            entry.done.set()
            call.doing = ""
            if entry in queue.entries:
                queue.entries.remove(entry)

    async def _queue_rounds(self, queue: Queue, entry: Waiting, url: str, base: str) -> None:
        try:
            while True:
                place = queue.entries.index(entry) + 1 if entry in queue.entries else 0
                more = {"QueueSid": queue.sid, "QueuePosition": str(place), "CurrentQueueSize": str(len(queue.entries)),
                        "QueueTime": str(int(self.carrier.clock.now() - entry.since)), "AvgQueueTime": "0"}  # fmt: skip
                wait = self._round(entry.call, urljoin(base, url), QUEUE_VERBS, more) if url else self._beat()
                await asyncio.gather(wait, self._beat())
        except LeftQueue:
            return

    async def _together(self, call: "Call", entry: Waiting) -> None:
        call.doing = "talking"
        self.carrier.note(call.phone, "note", "connected")
        await entry.done.wait()

    async def dequeue(self, call: "Call", name: str) -> str:
        """Take the first line of a queue and talk until either ends."""
        queue = self.queue(name)
        entry = next((each for each in queue.entries if not each.bridge.is_set()), None)
        if entry is None:
            return "queue-empty"
        queue.entries.remove(entry)
        entry.partner = call
        entry.bridge.set()
        try:
            await self._together(call, entry)
        finally:
            entry.done.set()
            call.doing = ""
        return "answered"

    # A number dialled from a call.

    async def ring_numbers(self, call: "Call", verb: Element) -> str:
        """Ring all numbers at once; the first that answers and is not screened away talks, the others stop ringing."""
        numbers = [each for each in verb if each.tag == "Number"]
        targets = [((each.text or "").strip(), each) for each in numbers] or [((verb.text or "").strip(), verb)]
        legs: list[Call] = []
        for number, noun in targets[:10]:
            markup = noun.get("url", "") if noun.tag == "Number" else ""
            form = {"To": number, "From": call.to if call.direction == "inbound" else call.sender,
                    "Timeout": verb.get("timeout", "30"), "Twiml": "<Response/>", "StatusCallback": noun.get("statusCallback", ""),
                    "StatusCallbackEvent": noun.get("statusCallbackEvent", "completed")}  # fmt: skip
            try:
                leg = self.carrier.calls.place(form, direction="outbound-dial", parent=call.sid)
            except Refused as refused:
                self.carrier.alert(str(refused.code), refused.words)
                continue
            leg.markup = f"<Response>{_bridge(call, markup)}</Response>"
            legs.append(leg)
        return await self._bridge(call, legs, Element("Conference", {"endConferenceOnExit": "true"}))

    async def _bridge(self, call: "Call", legs: "list[Call]", noun: Element) -> str:
        noun.text = f"bridge-{call.sid}"
        room = self._open(noun.text, noun)
        member = Member(call, room, False, True, "", self.carrier.clock.now())
        room.members.append(member)
        call.member = member
        try:
            while room.status == "init" and any(not leg.over.is_set() for leg in legs):
                await asyncio.sleep(0.05)
            if room.status == "init":
                return legs[0].status if legs else "failed"
            winner = next((each.call for each in room.members if each is not member), None)
            for leg in legs:
                if leg is not winner:
                    self.carrier.calls.hang_up(leg, "canceled" if leg.started is None else "completed")
            call.doing = "talking"
            await member.out.wait()
            return "completed"
        finally:
            self._leave(room, member)
            for leg in legs:
                self.carrier.calls.hang_up(leg, "canceled" if leg.started is None else "completed")


def _bridge(call: "Call", screen: str) -> str:
    """What a dialled phone follows: the screening address first, then the line to the caller."""
    room = f'<Dial><Conference endConferenceOnExit="true">bridge-{call.sid}</Conference></Dial>'
    return f'<Screen url="{screen}"/>{room}' if screen else room


def _word(yes: bool) -> str:
    return "true" if yes else "false"
