"""The carrier as a whole: its clock, knobs, phones, texts, calls and rooms, and what it noticed."""

import asyncio
from collections import deque

from amparo.simulator.calls import Calls
from amparo.simulator.clock import Clock
from amparo.simulator.knobs import Knobs, Luck
from amparo.simulator.options import SIX, Options, is_demo_number
from amparo.simulator.phones import MODES, Phone
from amparo.simulator.recordings import Recordings
from amparo.simulator.rooms import Rooms
from amparo.simulator.stories import Stories
from amparo.simulator.texts import Texts
from amparo.simulator.wire import Wire

CALLER = "+14135550190"
OTHERS = ("+14135550110", "+14135550112", "+14135550114", "+14135550120", "+14135550111", "+14135550113")


class Carrier:
    """Everything in one process and in memory; a restart starts anew, but for the clock."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock, self.knobs, self.luck = Clock(options.clock_file), Knobs(), Luck()
        self.version, self.changed, self.closing = 0, asyncio.Event(), False
        self.phones: dict[str, Phone] = {}
        self.alerts: deque[dict[str, object]] = deque(maxlen=100)
        self.wire = Wire(self)
        self.texts, self.calls, self.rooms = Texts(self), Calls(self), Rooms(self)
        self.recordings, self.stories = Recordings(self), Stories(self)
        self.slots: list[str] = []
        for number in (CALLER, *OTHERS)[:SIX]:
            self._hold(number)

    def _hold(self, number: str) -> None:
        self.slots.append(number)
        self.phone(number).by_hand = True

    def phone(self, number: str) -> Phone:
        """The phone with this number. Only demo numbers exist, so there are at most 300."""
        if not is_demo_number(number) or number in self.options.ours:
            raise ValueError(f"{number[:20]} is not a phone of the demo")
        if number not in self.phones:
            self.phones[number] = Phone(number)
        return self.phones[number]

    def give(self, slot: int, number: str) -> None:
        """Put another phone into a visitor's hand."""
        if not 0 <= slot < len(self.slots) or (number in self.slots and self.slots[slot] != number):
            raise ValueError("that phone is on the table already")
        phone = self.phone(number)
        self.phone(self.slots[slot]).by_hand = False
        self.slots[slot], phone.by_hand = number, True
        self.touch()

    def set_mode(self, number: str, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(f"unknown: {mode[:20]}")
        self.phone(number).mode = mode
        self.touch()

    def webhook(self, path: str) -> str:
        return f"{self.wire.base}carrier/{path}"

    def note(self, phone: Phone, kind: str, words: str, *, language: str = "", audio: str = "") -> None:
        """A line on a phone's screen."""
        phone.note(self.clock.now(), kind, words, language=language, audio=audio)
        self.touch()

    def alert(self, code: str, words: str) -> None:
        """Something that the carrier's own log would say."""
        self.alerts.append({"at": self.clock.now(), "code": code, "words": words})
        self.touch()

    def touch(self) -> None:
        """Whoever watches looks again."""
        self.version += 1
        self.changed.set()
        self.changed = asyncio.Event()

    def forget(self) -> None:
        """Start anew: no calls, no texts, no story, everything in order."""
        self.stories.stop()
        for call in self.calls.living():
            self.calls.hang_up(call, "completed")
        self.texts.forget()
        self.knobs = Knobs()
        self.alerts.clear()
        for phone in self.phones.values():
            phone.mode = "normal"
            phone.lines.clear()
            phone.thread.clear()
        self.touch()

    def snapshot(self) -> dict[str, object]:
        """What the page shows."""
        return {
            "version": self.version, "now": self.clock.now(), "speed": self.clock.pace(),
            "phones": [self._picture(number) for number in self.slots], "story": self.stories.running,
            "knobs": self.knobs.as_dict(), "alerts": list(self.alerts)[-8:],
            "counts": {
                "texts": self.texts.taken, "calls": len(self.calls.by_sid), "living": len(self.calls.living()),
                "waiting": self.wire.waiting,
            },
        }  # fmt: skip

    def _picture(self, number: str) -> dict[str, object]:
        more = {"name": self.options.names.get(number, ""), "stopped": number in self.texts.stopped}
        return {**self.phone(number).snapshot(), **more}
