"""Texts: taken from the product, delivered to phones, sent by phones, and refused after a STOP as the carrier does."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from amparo.simulator.errors import Refused
from amparo.simulator.options import is_demo_number
from amparo.simulator.segments import segments_of
from amparo.simulator.wire import parse

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier

MOST, MOST_OF_ONE = 50_000, 2_000
LONGEST = 1_600
# The carrier's own words: English, the whole text, nothing else.
STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "UNSTOP", "YES"}
HELP = {"HELP", "INFO"}
STOPPED = (
    "You have successfully been unsubscribed. "
    "You will not receive any more messages from this number. Reply START to resubscribe."
)
STARTED = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe."
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


@dataclass(eq=False)
class Message:
    """One text as the carrier keeps it."""

    sid: str
    sender: str
    to: str
    body: str
    direction: str
    created: float
    status: str
    callback: str = ""
    updated: float = 0.0
    sent: float | None = None
    error: int | None = None


class Texts:
    """All texts, in memory and bounded: the oldest are forgotten first."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.forget()

    def forget(self) -> None:
        self.by_sid: OrderedDict[str, Message] = OrderedDict()
        self.by_to: dict[str, deque[Message]] = {}
        self.stopped: set[str] = set()
        self.taken = 0

    def take(self, form: Mapping[str, str]) -> Message:
        """The product hands a text over; refused with the carrier's error numbers when it must not go."""
        to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
        self._check(to, sender, body, form.get("StatusCallback", ""))
        message = self._keep(
            "SM" + uuid4().hex, sender, to, body, "outbound-api", "queued", form.get("StatusCallback", "")
        )
        self.taken += 1
        self._report(message, "queued")
        asyncio.get_running_loop().call_later(0.05, self._sent, message)
        return message

    def _check(self, to: str, sender: str, body: str, callback: str) -> None:
        if not to:
            raise Refused(21604, "A 'To' phone number is required.")
        if not sender:
            raise Refused(21603, "A 'From' phone number is required.")
        if not body:
            raise Refused(21602, "Message body is required.")
        if len(body) > LONGEST:
            raise Refused(21617, "The concatenated message body exceeds the 1600 character limit")
        if not is_demo_number(to):
            raise Refused(21211, f"Invalid 'To' Phone Number: {to[:20]}")
        if to in self.carrier.options.ours:
            raise Refused(21266, "'To' and 'From' number cannot be the same")
        if sender != self.carrier.options.text_number:
            raise Refused(
                21606, f"The 'From' phone number {sender[:20]} is not a message-capable number of your account."
            )
        if callback and not self.carrier.wire.may_reach(callback):
            raise Refused(21609, f"The StatusCallback URL {callback[:80]} is not a valid URL.")
        if to in self.stopped or self.carrier.luck.hits(self.carrier.knobs.opted_out):
            raise Refused(21610, "Attempt to send to unsubscribed recipient")

    def _keep(
        self, sid: str, sender: str, to: str, body: str, direction: str, status: str, callback: str = ""
    ) -> Message:
        now = self.carrier.clock.now()
        message = Message(sid, sender, to, body, direction, now, status, callback, now)
        self.by_sid[sid] = message
        self.by_to.setdefault(to, deque(maxlen=MOST_OF_ONE)).append(message)
        if len(self.by_sid) > MOST:
            self.by_sid.popitem(last=False)
        return message

    def _report(self, message: Message, status: str) -> None:
        form = {
            "MessageSid": message.sid, "SmsSid": message.sid, "AccountSid": self.carrier.options.account,
            "From": message.sender, "To": message.to, "MessageStatus": status, "SmsStatus": status,
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        if message.error:
            form["ErrorCode"] = str(message.error)
        self.carrier.wire.tell(message.sid, message.callback, form)

    def _move(self, message: Message, status: str) -> None:
        message.status, message.updated = status, self.carrier.clock.now()
        self._report(message, status)

    def _sent(self, message: Message) -> None:
        message.sent = self.carrier.clock.now()
        self._move(message, "sent")
        wait = self.carrier.luck.between(0.2, 0.8) / self.carrier.clock.pace()
        asyncio.get_running_loop().call_later(wait, self._arrive, message)

    def _arrive(self, message: Message) -> None:
        phone = self.carrier.phone(message.to)
        message.error = {"unreachable": 30003, "landline": 30006}.get(phone.mode)
        if message.error is None and self.carrier.luck.hits(self.carrier.knobs.undelivered):
            message.error = 30005 if self.carrier.luck.hits(0.2) else 30003
        if message.error:
            self._move(message, "undelivered")
            return
        phone.show(self.carrier.clock.now(), message.body, mine=False)
        self._move(message, "delivered")
        self.carrier.touch()
        self.carrier.stories.text_came(phone, message.body)

    def send_from(self, number: str, body: str) -> Message:
        """A phone texts us: kept, STOP and START obeyed, and posted to the product."""
        phone, us = self.carrier.phone(number), self.carrier.options.text_number
        message = self._keep("SM" + uuid4().hex, number, us, body[:LONGEST], "inbound", "received")
        phone.show(self.carrier.clock.now(), message.body, mine=True)
        self._obey(number, body)
        self.carrier.touch()
        for _copy in range(self.carrier.wire.copies()):
            self.carrier.wire.enqueue(number, partial(self._post, message))
        return message

    def _obey(self, number: str, body: str) -> None:
        word, phone = body.strip().upper(), self.carrier.phone(number)
        said = ""
        if word in STOP and number not in self.stopped:
            self.stopped.add(number)
            said = STOPPED
        elif word in START and number in self.stopped:
            self.stopped.discard(number)
            said = STARTED
        elif word in HELP:
            said = HELPED
        if said:
            phone.show(self.carrier.clock.now(), said, mine=False)

    async def _post(self, message: Message) -> None:
        form = {
            "MessageSid": message.sid, "SmsSid": message.sid, "SmsMessageSid": message.sid,
            "AccountSid": self.carrier.options.account, "From": message.sender, "To": message.to, "Body": message.body,
            "NumMedia": "0", "NumSegments": str(segments_of(message.body)), "SmsStatus": "received",
            "ApiVersion": "2010-04-01", "FromCountry": "US", "ToCountry": "US",
        }  # fmt: skip
        answer = await self.carrier.wire.post(self.carrier.webhook("text/inbound/"), form)
        root, fault = parse(answer)
        if root is None:
            self.carrier.alert(fault, f"{answer.status} for a text from {message.sender}")
            return
        for reply in root.iter("Message"):
            self._reply(message.sender, "".join(reply.itertext()).strip())

    def _reply(self, to: str, body: str) -> None:
        if body and to not in self.stopped:
            us = self.carrier.options.text_number
            message = self._keep("SM" + uuid4().hex, us, to, body[:LONGEST], "outbound-reply", "queued")
            asyncio.get_running_loop().call_later(0.05, self._sent, message)
