"""Messages that callers leave. The sound is a made-up tone of the right length: nobody's voice is in a demo."""

import io
import math
import struct
import wave
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from amparo.simulator.calls import Call
    from amparo.simulator.carrier import Carrier

MOST, RATE = 1_000, 8_000


@dataclass(eq=False)
class Recording:
    """One message as the carrier keeps it."""

    sid: str
    call_sid: str
    seconds: int
    created: float


class Recordings:
    """All recordings, until they are deleted."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier
        self.by_sid: OrderedDict[str, Recording] = OrderedDict()

    def keep(self, call: "Call", seconds: float) -> tuple[str, int]:
        recording = Recording("RE" + uuid4().hex, call.sid, max(1, round(seconds)), self.carrier.clock.now())
        self.by_sid[recording.sid] = recording
        if len(self.by_sid) > MOST:
            self.by_sid.popitem(last=False)
        return recording.sid, recording.seconds

    def url(self, sid: str) -> str:
        options = self.carrier.options
        return f"http://127.0.0.1:{options.port}/2010-04-01/Accounts/{options.account}/Recordings/{sid}"

    def report(self, sid: str, callback: str) -> None:
        """Tell the product that a message is ready."""
        recording = self.by_sid[sid]
        form = {
            "RecordingSid": sid, "RecordingUrl": self.url(sid), "RecordingStatus": "completed",
            "RecordingDuration": str(recording.seconds), "RecordingChannels": "1", "RecordingSource": "RecordVerb",
            "CallSid": recording.call_sid, "AccountSid": self.carrier.options.account,
        }  # fmt: skip
        self.carrier.wire.tell(recording.call_sid, callback, form)


@lru_cache(maxsize=8)
def sound(seconds: int) -> bytes:
    """A WAV of so many seconds, at most two minutes: a low hum that rises and falls like speech."""
    second = b"".join(
        struct.pack("<h", int(3_000 * abs(math.sin(math.pi * 3 * n / RATE)) * math.sin(2 * math.pi * 180 * n / RATE)))
        for n in range(RATE)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(second * min(seconds, 120))
    return file.getvalue()
