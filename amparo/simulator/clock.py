"""The demo's clock as the simulator sees it: the same small file that the product reads, so both run at one speed."""

import asyncio
import json
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

LOOK_EVERY, LONGEST_NAP = 0.2, 0.1


class Clock:
    """Virtual now = virtual + (real now - real) * speed. Without a file it is the real time."""

    def __init__(self, file: Path | None) -> None:
        self.file, self.looked = file, 0.0
        self.real, self.virtual, self.speed = 0.0, 0.0, 1.0

    def _look(self) -> None:
        if self.file is None or time.monotonic() - self.looked < LOOK_EVERY:
            return
        self.looked = time.monotonic()
        try:
            said = json.loads(self.file.read_text(encoding="utf-8"))
            real, virtual, speed = float(said["real"]), float(said["virtual"]), float(said["speed"])
        except (OSError, ValueError, TypeError, KeyError):
            real, virtual, speed = 0.0, 0.0, 1.0
        self.real, self.virtual, self.speed = real, virtual, max(speed, 0.01)

    def now(self) -> float:
        """Seconds since 1970 in the demo's time."""
        self._look()
        return self.virtual + (time.time() - self.real) * self.speed

    def pace(self) -> float:
        self._look()
        return self.speed

    async def sleep(self, seconds: float, *, at_least: float = 0.0) -> None:
        """Wait a stretch of the demo's time, and at least so many real seconds; a change of speed counts at once."""
        began = before = time.monotonic()
        passed = 0.0
        while (left := max((seconds - passed) / self.pace(), at_least - (before - began))) > 0:
            await asyncio.sleep(min(left, LONGEST_NAP))
            moment = time.monotonic()
            passed, before = passed + (moment - before) * self.speed, moment

    def set_speed(self, speed: float) -> None:
        """Let the demo run at this speed from now on; time never jumps."""
        moment = self.now()
        self.real, self.virtual, self.speed = time.time(), moment, speed
        if self.file is not None:
            draft = self.file.with_suffix(".simulator")
            draft.write_text(json.dumps({"real": self.real, "virtual": self.virtual, "speed": speed}), encoding="utf-8")
            draft.replace(self.file)


def rfc2822(moment: float | None) -> str | None:
    """A moment as the carrier writes it: Wed, 25 Nov 2026 06:00:00 +0000."""
    return None if moment is None else _written(int(moment))


@lru_cache(maxsize=1_000)
def _written(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))
