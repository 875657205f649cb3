"""The clock guard: a clock that jumped makes everything old at once. Then nothing is removed until somebody has looked.

Three witnesses must agree with the clock: the database's clock, the moment when we last looked, and how long this machine
has been up. Each may be fooled; a jump that fools all three is smaller than the shortest thing we promise.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, models

from amparo.audit.models import Entry
from amparo.core.sabotage import sabotaged
from amparo.keeping.models import ClockSeen

NAME = "removal"
APART = timedelta(minutes=10)  # this machine and the database
LONGEST_PAUSE = timedelta(days=3)  # a house that was off for longer asks first
DRIFT = timedelta(hours=1)


@dataclass(frozen=True)
class Up:
    """Which start of the machine this is, and for how long it has been up."""

    boot: str
    seconds: float


def up() -> Up:
    """What this machine says of itself; it has nothing to do with the time of day."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Up(boot.read_text(encoding="ascii").strip() if boot.exists() else "", time.clock_gettime(clock))


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def doubt(now: datetime, *, theirs: datetime, machine: Up, last: ClockSeen | None, newest: datetime | None) -> str:
    """Why this clock is not believed; empty when it is. ``newest`` is our newest trace, for the first look of all."""
    if abs(theirs - now) > APART:
        return "database"
    before = last.at if last else newest
    if before is None:
        return ""
    passed = now - before
    if passed < -APART:
        return "back"
    if passed > LONGEST_PAUSE:
        return "pause"
    same_start = last is not None and machine.boot and last.boot == machine.boot
    if same_start and abs(passed.total_seconds() - machine.seconds + last.up_seconds) > DRIFT.total_seconds():  # type: ignore[union-attr]
        return "jump"
    return ""


def doubt_now(now: datetime) -> str:
    """Why the clock is not believed at this moment. A demo's clock runs as its visitor likes."""
    if settings.DEMO or sabotaged("T35"):
        return ""
    last = ClockSeen.objects.filter(name=NAME).first()
    newest = Entry.objects.aggregate(at=models.Max("created_at"))["at"] if last is None else None
    return doubt(now, theirs=database_now(), machine=up(), last=last, newest=newest)
