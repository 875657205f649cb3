"""Calls: from a phone to the hotline, and from the product to a phone; each lives in one task until somebody ends it."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4
from xml.etree import ElementTree

from amparo.simulator.clock import rfc2822
from amparo.simulator.errors import Refused
from amparo.simulator.markup import Interpreter, Over
from amparo.simulator.options import ANONYMOUS, is_demo_number
from amparo.simulator.phones import Phone
from amparo.simulator.wire import Answer, parse

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier
    from amparo.simulator.rooms import Member

MOST = 5_000
ENDED = {"completed", "busy", "no-answer", "failed", "canceled"}
MACHINE_AFTER, MACHINE_STAYS = 10.0, 40.0  # seconds until a voicemail answers, and how long it listens
PATIENT_RING = 10.0  # real seconds that a phone in a visitor's hand rings at least


@dataclass(eq=False)
class Call:
    """One call as the carrier keeps it. ``keys`` are the keys its phone pressed and nobody has taken yet."""

    sid: str
    phone: Phone
    sender: str
    to: str
    direction: str
    created: float
    url: str = ""
    markup: str = ""
    fallback: str = ""
    callback: str = ""
    events: frozenset[str] = frozenset({"completed"})
    timeout: float = 60.0
    parent: str | None = None
    status: str = "queued"
    started: float | None = None
    ended: float | None = None
    final: str = "completed"
    sequence: int = 0
    doing: str = ""  # gathering, recording, waiting, talking: what the page shows
    asked: int = 0  # how often it was asked for keys
    machine: bool = False
    next_url: str | None = None
    member: "Member | None" = None
    keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    life: "asyncio.Task[None] | None" = None
    script: "asyncio.Task[None] | None" = None

    @property
    def incoming(self) -> bool:
        """Whether it comes to its phone, rather than from it."""
        return self.direction != "inbound"

    @property
    def seconds(self) -> int:
        return int((self.ended or 0) - self.started) if self.started is not None and self.ended is not None else 0

    def glance(self) -> dict[str, object]:
        return {"sid": self.sid, "with": self.sender if self.incoming else self.to, "incoming": self.incoming,
                "status": self.status, "doing": self.doing, "since": self.started or self.created}  # fmt: skip


class Calls:
    """All calls, in memory and bounded."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.by_sid: OrderedDict[str, Call] = OrderedDict()

    def living(self) -> list[Call]:
        return [call for call in self.by_sid.values() if call.status not in ENDED]

    def _keep(self, call: Call) -> Call:
        self.by_sid[call.sid] = call
        while len(self.by_sid) > MOST:
            oldest = next(iter(self.by_sid.values()))
            if oldest.status not in ENDED:
                break
            self.by_sid.popitem(last=False)
        return call

    # What phones do.

    def dial(self, number: str, to: str, *, hidden: bool = False) -> Call | None:
        """A phone calls; None when it is busy or nobody has that number."""
        phone = self.carrier.phone(number)
        if phone.call is not None:
            return None
        if to not in self.carrier.options.ours:
            self.carrier.note(phone, "note", "wrong_number")
            return None
        call = self._keep(
            Call("CA" + uuid4().hex, phone, ANONYMOUS if hidden else number, to, "inbound", self.carrier.clock.now())
        )
        call.url, call.fallback = self.carrier.webhook("voice/inbound/"), self.carrier.webhook("voice/fallback/")
        call.callback, call.status = self.carrier.webhook("voice/ended/"), "ringing"
        phone.call = call
        self.carrier.note(phone, "note", "calling")
        call.life = asyncio.create_task(self._live(call, self._inbound))
        return call

    async def _inbound(self, call: Call) -> None:
        root = await self.carrier.wire.document(call.url, self.form(call), call.fallback)
        if self.carrier.wire.copies() > 1:  # the carrier asks again when it did not hear the answer
            self.carrier.wire.enqueue(call.sid + "again", partial(self.carrier.wire.post, call.url, self.form(call)))
        first = next(iter(root), None) if root is not None else None
        if first is not None and first.tag == "Reject":
            raise Over("busy" if first.get("reason") == "busy" else "completed")
        self._answered(call)
        await self._talk(call, root)

    # What the product asks for.

    def place(self, form: Mapping[str, str], *, direction: str = "outbound-api", parent: str | None = None) -> Call:
        """Ring a phone; refused with the carrier's error numbers when that must not be."""
        to, sender = form.get("To", ""), form.get("From", "")
        self._check(to, sender, form)
        events = frozenset(form.get("StatusCallbackEvent", "completed").split())
        seconds = form.get("Timeout", "60")
        call = Call(
            "CA" + uuid4().hex, self.carrier.phone(to), sender, to, direction, self.carrier.clock.now(),
            url=form.get("Url", ""), markup=form.get("Twiml", ""), fallback=form.get("FallbackUrl", ""),
            callback=form.get("StatusCallback", ""), events=events, parent=parent,
            timeout=min(600.0, max(1.0, float(seconds) if seconds.isdigit() else 60.0)),
        )  # fmt: skip
        self._keep(call).life = asyncio.create_task(self._live(call, self._outbound))
        return call

    def _check(self, to: str, sender: str, form: Mapping[str, str]) -> None:
        if not to:
            raise Refused(21201, "No 'To' number is specified")
        if not sender:
            raise Refused(21213, "No 'From' number is specified")
        if not is_demo_number(to) or to in self.carrier.options.ours:
            raise Refused(21211, f"Invalid 'To' Phone Number: {to[:20]}")
        if sender not in self.carrier.options.ours:
            raise Refused(
                21210, f"The source phone number provided, {sender[:20]}, is not yet verified for your account."
            )
        if not form.get("Url") and not form.get("Twiml"):
            raise Refused(21205, "Url parameter is required.")
        for name in ("Url", "FallbackUrl", "StatusCallback"):
            if form.get(name) and not self.carrier.wire.may_reach(form[name]):
                raise Refused(21205, f"{name} is not a valid URL: {form[name][:80]}")

    async def _outbound(self, call: Call) -> None:
        await asyncio.sleep(0)  # the request is answered first
        self._report(call, "initiated", "initiated")
        await self._ring(call)
        self._answered(call)
        if call.machine:
            self.carrier.note(call.phone, "note", "voicemail")
            asyncio.get_running_loop().create_task(self._machine_hangs_up(call))
        await self._talk(call, None)

    async def _ring(self, call: Call) -> None:
        phone = call.phone
        if phone.mode == "unreachable":
            await self.carrier.clock.sleep(1.0)
            raise Over("failed")
        if phone.call is not None:
            await self.carrier.clock.sleep(0.5)
            raise Over("busy")
        phone.call, call.status = call, "ringing"
        self._report(call, "ringing", "ringing")
        self.carrier.note(phone, "note", "rings")
        self.carrier.stories.rang(phone, call)
        if phone.mode == "voicemail":
            await self.carrier.clock.sleep(min(MACHINE_AFTER, call.timeout * 0.6))
            call.machine = True
            return
        patience = PATIENT_RING if phone.patient else 0.0
        if not await self.within(call.picked_up.wait(), call.timeout, at_least=patience):
            raise Over("no-answer")

    async def _machine_hangs_up(self, call: Call) -> None:
        await self.within(call.over.wait(), MACHINE_STAYS)
        self.hang_up(call, "completed")

    async def within(self, wait: Awaitable[object], seconds: float, *, at_least: float = 0.0) -> bool:
        """Whether this came about before so many seconds of the demo's time were over."""
        wanted = asyncio.ensure_future(wait)
        timer = asyncio.ensure_future(self.carrier.clock.sleep(seconds, at_least=at_least))
        try:
            await asyncio.wait({wanted, timer}, return_when=asyncio.FIRST_COMPLETED)
            return wanted.done()
        finally:
            wanted.cancel()
            timer.cancel()

    # The life of a call.

    async def _live(self, call: Call, part: Callable[[Call], Awaitable[None]]) -> None:
        try:
            await part(call)
        except Over as over:
            call.final = over.status
        except asyncio.CancelledError:
            pass  # hang_up said how it ends
        except Exception as failure:
            self.carrier.alert("13222", f"{type(failure).__name__}: {failure}")
            call.final = "failed"
        finally:
            self._finish(call)

    def _answered(self, call: Call) -> None:
        call.status, call.started = "in-progress", self.carrier.clock.now()
        if call.incoming:
            self._report(call, "answered", "in-progress")
        self.carrier.touch()

    async def _talk(self, call: Call, root: ElementTree.Element | None) -> None:
        """Follow the markup until it ends; a redirect by request starts anew from its address."""
        if root is None and call.markup:
            root = parse(Answer(200, call.markup))[0]
        while True:
            call.script = asyncio.create_task(Interpreter(self.carrier, call).run(call.url, root))
            try:
                await call.script
            except asyncio.CancelledError:
                if call.next_url is None:
                    raise
            if call.next_url is None:
                return
            call.url, call.next_url, root = call.next_url, None, None

    def redirect(self, call: Call, url: str) -> None:
        """The product sends a call elsewhere while it is up."""
        if call.status != "in-progress" or call.script is None:
            raise Refused(21220, "Call is not in-progress. Cannot redirect.")
        if not self.carrier.wire.may_reach(url):
            raise Refused(21205, f"Url is not a valid URL: {url[:80]}")
        call.next_url = url
        call.script.cancel()

    def hang_up(self, call: Call, status: str) -> None:
        """End a call from either side; ended ones stay as they are."""
        if call.status in ENDED or call.life is None or call.life.done():
            return
        call.final, call.next_url = status, None
        call.life.cancel()

    def _finish(self, call: Call) -> None:
        if call.status in ENDED:
            return
        call.status, call.ended, call.doing = call.final, self.carrier.clock.now(), ""
        call.over.set()
        if call.phone.call is call:
            call.phone.call = None
            self.carrier.note(call.phone, "note", call.final)
        self._report(call, "completed", call.final)
        self.carrier.touch()

    # News and forms.

    def form(self, call: Call) -> dict[str, str]:
        """The parameters of every question about a call."""
        return {
            "CallSid": call.sid, "AccountSid": self.carrier.options.account, "From": call.sender, "To": call.to,
            "Caller": call.sender, "Called": call.to, "CallStatus": call.status, "ApiVersion": "2010-04-01",
            "Direction": call.direction, "FromCountry": "US", "ToCountry": "US",
        }  # fmt: skip

    def _report(self, call: Call, event: str, status: str) -> None:
        if event not in call.events:
            return
        form = {**self.form(call), "CallStatus": status, "CallbackSource": "call-progress-events",
                "SequenceNumber": str(call.sequence), "Timestamp": rfc2822(self.carrier.clock.now()) or ""}  # fmt: skip
        if call.ended is not None:
            form |= {"CallDuration": str(call.seconds), "Duration": str(-(-call.seconds // 60))}
        call.sequence += 1
        self.carrier.wire.tell(call.sid, call.callback, form)
