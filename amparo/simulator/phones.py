"""A phone of the story: what it hears, its texts, and what its owner does with it."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amparo.simulator.calls import Call

MODES = ("normal", "voicemail", "ignore", "unreachable", "landline")
KEPT_LINES, KEPT_TEXTS, SHOWN = 60, 60, 40
_numbers = count(1)


@dataclass(frozen=True)
class Line:
    """One line on the phone: heard, said, pressed, or what happened to the call."""

    id: int
    at: float
    kind: str  # says, plays, talk, own, keys, note
    words: str
    language: str = ""
    audio: str = ""


@dataclass(frozen=True)
class Bubble:
    """One text in the phone's thread."""

    id: int
    at: float
    mine: bool
    words: str


@dataclass(eq=False)
class Phone:
    """One number. ``call`` is the call it rings for or talks in; ``script`` is the story that holds it, if one does."""

    number: str
    mode: str = "normal"
    by_hand: bool = False
    script: str = ""
    call: "Call | None" = None
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    thread: deque[Bubble] = field(default_factory=lambda: deque(maxlen=KEPT_TEXTS))

    @property
    def patient(self) -> bool:
        """Whether a person holds it, who needs real seconds to press a key however fast the clock runs."""
        return self.by_hand and not self.script and self.mode == "normal"

    def note(self, at: float, kind: str, words: str, *, language: str = "", audio: str = "") -> None:
        self.lines.append(Line(next(_numbers), at, kind, words, language, audio))

    def show(self, at: float, words: str, *, mine: bool) -> None:
        self.thread.append(Bubble(next(_numbers), at, mine, words))

    def snapshot(self) -> dict[str, object]:
        """What the page shows of this phone."""
        return {
            "number": self.number, "mode": self.mode, "script": self.script,
            "call": self.call.glance() if self.call else None,
            "lines": [each.__dict__ for each in list(self.lines)[-SHOWN:]],
            "thread": [each.__dict__ for each in list(self.thread)[-SHOWN:]],
        }  # fmt: skip
