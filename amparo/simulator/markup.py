"""Follows the call markup that the product sends, verb by verb, as the carrier does."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from amparo.simulator.calls import Call
    from amparo.simulator.carrier import Carrier

WORDS_PER_SECOND, BREATH = 2.6, 0.3
PATIENT_KEYS = 6.0  # real seconds that a visitor has at least to press a key
WAIT_VERBS = {"Say", "Play", "Pause", "Redirect"}  # all that a conference's waiting may use: error 13238
QUEUE_VERBS = WAIT_VERBS | {"Hangup", "Leave", "Gather"}
MOST_DOCUMENTS = 500


class Over(Exception):
    """The call ends with this status."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__(status)
        self.status = status


class LeftQueue(Exception):
    """The caller leaves the queue; the call goes on behind it."""


class Interpreter:
    """One call's way through its documents. Each verb returns the document to go on with, or None for the next verb."""

    def __init__(self, carrier: "Carrier", call: "Call", only: set[str] | None = None) -> None:
        self.carrier, self.call, self.only = carrier, call, only
        self.url = call.url

    async def run(self, url: str, root: Element | None = None) -> None:
        """Follow the document at an address, or this one, until a document ends."""
        self.url = url
        if root is None:
            root = await self.fetch(url, {})
        for _ in range(MOST_DOCUMENTS):
            following = await self.perform(root)
            if following is None:
                return
            root = following
        self.carrier.alert("12400", "too many documents in one call")

    async def fetch(self, url: str, more: dict[str, str]) -> Element:
        """The next document; when there is none, the carrier says that something broke and hangs up."""
        self.url = urljoin(self.url, url)
        form = {**self.carrier.calls.form(self.call), **more}
        root = await self.carrier.wire.document(self.url, form, self.call.fallback)
        if root is None:
            self.carrier.note(self.call.phone, "note", "application_error")
            raise Over("completed")
        if self.carrier.wire.copies() > 1:
            self.carrier.wire.enqueue(self.call.sid + "again", partial(self.carrier.wire.post, self.url, form))
        return root

    async def perform(self, root: Element) -> Element | None:
        for verb in root:
            if self.only is not None and verb.tag not in self.only:
                self.carrier.alert("13238", f"{verb.tag} may not be used while waiting")
                continue
            do = getattr(self, "_" + verb.tag.lower(), None)
            if do is None:
                self.carrier.alert("12200", f"unknown verb {verb.tag}")
                continue
            following: Element | None = await do(verb)
            if following is not None:
                return following
        return None

    # What is heard.

    async def _say(self, verb: Element) -> None:
        words = "".join(verb.itertext()).strip()
        for _ in range(max(1, int(verb.get("loop", "1")) or 1)):
            self.carrier.note(self.call.phone, "says", words, language=verb.get("language", "en-US"))
            await self.carrier.clock.sleep(len(words.split()) / WORDS_PER_SECOND + BREATH)

    async def _play(self, verb: Element) -> None:
        url = urljoin(self.url, (verb.text or "").strip())
        self.carrier.note(self.call.phone, "plays", "", audio=url if self.carrier.wire.may_reach(url) else "")
        await self.carrier.clock.sleep(await self.carrier.wire.seconds_of(url))

    async def _pause(self, verb: Element) -> None:
        await self.carrier.clock.sleep(float(verb.get("length", "1")))

    # Keys.

    async def _gather(self, verb: Element) -> Element | None:
        """Keys count from the first word on and silence what is being said."""
        while not self.call.keys.empty():
            self.call.keys.get_nowait()
        self.call.doing, self.call.asked = "gathering", self.call.asked + 1
        self.carrier.touch()
        try:
            digits, finished = await self._digits(verb)
        finally:
            self.call.doing = ""
        if not digits and not finished and verb.get("actionOnEmptyResult", "false") != "true":
            return None
        more = {"Digits": digits, "FinishedOnKey": finished, "msg": "Gather End"}
        return await self.fetch(verb.get("action", self.url), more)

    async def _digits(self, verb: Element) -> tuple[str, str]:
        most = int(verb.get("numDigits", "0")) or 1_000
        ends, seconds = verb.get("finishOnKey", "#"), float(verb.get("timeout", "5"))
        digits, key = "", await self._first_key(verb, seconds)
        while key:
            if key in ends:
                return digits, key
            digits += key
            if len(digits) >= most:
                return digits, ""
            key = await self._key_within(seconds)
        return digits, ""

    async def _first_key(self, verb: Element, seconds: float) -> str:
        speech = asyncio.ensure_future(self._prompts(verb))
        key = asyncio.ensure_future(self.call.keys.get())
        try:
            await asyncio.wait({speech, key}, return_when=asyncio.FIRST_COMPLETED)
            if key.done():
                return key.result()
            speech.result()
        finally:
            speech.cancel()
            key.cancel()
        return await self._key_within(seconds)

    async def _prompts(self, verb: Element) -> None:
        for each in verb:
            if each.tag in ("Say", "Play", "Pause"):
                await getattr(self, "_" + each.tag.lower())(each)
            else:
                self.carrier.alert("12200", f"{each.tag} inside Gather")

    async def _key_within(self, seconds: float) -> str:
        patience = PATIENT_KEYS if self.call.phone.patient else 0.0
        key = asyncio.ensure_future(self.call.keys.get())
        timer = asyncio.ensure_future(self.carrier.clock.sleep(seconds, at_least=patience))
        try:
            await asyncio.wait({key, timer}, return_when=asyncio.FIRST_COMPLETED)
            return key.result() if key.done() else ""
        finally:
            key.cancel()
            timer.cancel()

    # The way on.

    async def _redirect(self, verb: Element) -> Element:
        return await self.fetch((verb.text or "").strip() or self.url, {})

    async def _hangup(self, verb: Element) -> None:
        raise Over("completed")

    async def _reject(self, verb: Element) -> None:
        raise Over("busy" if verb.get("reason") == "busy" else "completed")

    async def _leave(self, verb: Element) -> None:
        raise LeftQueue

    async def _message(self, verb: Element) -> None:
        self.carrier.alert("12200", "Message inside a call")

    # Recordings: a message that the caller leaves.

    async def _record(self, verb: Element) -> Element:
        if verb.get("playBeep", "true") != "false":
            self.carrier.note(self.call.phone, "note", "beep")
        self.call.doing, began, key = "recording", self.carrier.clock.now(), "hangup"
        while not self.call.keys.empty():
            self.call.keys.get_nowait()
        self.carrier.touch()
        try:
            key = await self._end_of_recording(verb)
        finally:  # also when the caller hangs up: the message is kept
            self.call.doing = ""
            sid, seconds = self.carrier.recordings.keep(self.call, self.carrier.clock.now() - began)
            self.carrier.recordings.report(sid, verb.get("recordingStatusCallback", ""))
            more = {"RecordingSid": sid, "RecordingUrl": self.carrier.recordings.url(sid),
                    "RecordingDuration": str(seconds), "Digits": key}  # fmt: skip
            if key == "hangup":
                self.carrier.wire.tell(self.call.sid, urljoin(self.url, verb.get("action", self.url)),
                                       {**self.carrier.calls.form(self.call), "CallStatus": "completed", **more})  # fmt: skip
        return await self.fetch(verb.get("action", self.url), more)

    async def _end_of_recording(self, verb: Element) -> str:
        ends, most = verb.get("finishOnKey", "1234567890*#"), float(verb.get("maxLength", "3600"))
        timer = asyncio.ensure_future(self.carrier.clock.sleep(most))
        try:
            while True:
                key = asyncio.ensure_future(self.call.keys.get())
                try:
                    await asyncio.wait({key, timer}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    key.cancel()
                if not key.done() or key.cancelled():
                    return ""
                if key.result() in ends:
                    return key.result()
        finally:
            timer.cancel()

    # Other lines.

    async def _dial(self, verb: Element) -> Element | None:
        nouns = list(verb)
        if nouns and nouns[0].tag == "Conference":
            outcome = await self.carrier.rooms.conference(self.call, nouns[0])
        elif nouns and nouns[0].tag == "Queue":
            outcome = await self.carrier.rooms.dequeue(self.call, (nouns[0].text or "").strip())
        else:
            outcome = await self.carrier.rooms.ring_numbers(self.call, verb)
        if verb.get("action"):
            return await self.fetch(verb.get("action", ""), {"DialCallStatus": outcome})
        return None

    async def _screen(self, verb: Element) -> None:
        """The document that a dialled phone hears before it is put through; only our own markup says this verb."""
        root = await self.fetch(verb.get("url", ""), {"ParentCallSid": self.call.parent or ""})
        for _ in range(20):
            following = await self.perform(root)
            if following is None:
                return
            root = following

    async def _enqueue(self, verb: Element) -> Element | None:
        outcome = await self.carrier.rooms.enqueue(self.call, verb, self.url)
        if verb.get("action"):
            return await self.fetch(verb.get("action", ""), {"QueueResult": outcome})
        return None
