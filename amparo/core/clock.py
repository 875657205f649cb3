"""The house's clock. In a demo it can run at x10 or x60; everywhere else it is the real time.

The demo's clock is one small JSON file that all processes read:
``{"real": seconds, "virtual": seconds, "speed": number}``, virtual now = virtual + (real now - real) * speed.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from amparo.core.private import private_folder


@dataclass(frozen=True)
class Pace:
    """Where the clock was set and how fast it runs; seconds since 1970."""

    real: float
    virtual: float
    speed: float


_REAL = Pace(0.0, 0.0, 1.0)
_read: dict[Path, tuple[float, Pace]] = {}


def clock_file() -> Path:
    return Path(settings.VAR) / "clock.json"


def pace() -> Pace:
    """The pace in force: read from the demo's file at most five times a second, the real time outside a demo."""
    if not settings.DEMO:
        return _REAL
    looked, known = _read.get(settings.VAR, (0.0, _REAL))
    if time.monotonic() - looked > 0.2:
        try:
            known = Pace(**json.loads(clock_file().read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            known = _REAL
        _read[settings.VAR] = (time.monotonic(), known)
    return known


def now() -> datetime:
    """The house's now, aware and in UTC."""
    current = pace()
    if current is _REAL:
        return timezone.now()
    return datetime.fromtimestamp(current.virtual + (time.time() - current.real) * current.speed, tz=UTC)


def real_seconds(virtual: float) -> float:
    """How long to really wait for a stretch of the house's time, in seconds."""
    return virtual / pace().speed


def set_speed(speed: float) -> None:
    """Let the demo's clock run at this speed from now on; time never jumps."""
    moment = now().timestamp()
    _write(Pace(real=time.time(), virtual=moment, speed=speed))


def set_time(moment: datetime) -> None:
    """Set the demo's clock to a moment, keeping its speed."""
    _write(Pace(real=time.time(), virtual=moment.timestamp(), speed=pace().speed))


def _write(new: Pace) -> None:
    path = clock_file()
    private_folder(path.parent)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(new.__dict__), encoding="utf-8")
    draft.replace(path)
    _read.pop(settings.VAR, None)


def ago(**parts: float) -> datetime:
    """A moment before now: ``ago(minutes=5)``."""
    return now() - timedelta(**parts)


def ahead(**parts: float) -> datetime:
    """A moment after now: ``ahead(minutes=5)``."""
    return now() + timedelta(**parts)
