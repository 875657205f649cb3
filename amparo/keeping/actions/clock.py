"""What was seen on the clocks, and what follows when they are not believed."""

from datetime import datetime

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core.events import announce
from amparo.keeping.clock_guard import NAME, up
from amparo.keeping.events import RemovalStopped
from amparo.keeping.models import ClockSeen


@transaction.atomic
def note_clock(now: datetime, *, by: Actor | None = None) -> None:
    """The clock is believed at this moment; the next look is compared with it. A person's word goes into the audit."""
    machine = up()
    seen, _new = ClockSeen.objects.update_or_create(
        name=NAME, defaults={"at": now, "boot": machine.boot, "up_seconds": machine.seconds, "wrong_since": None, "why": ""}
    )  # fmt: skip
    if by is not None:
        record("removal.clock_confirmed", actor=by, subject=seen)


@transaction.atomic
def stop_removing(now: datetime, *, why: str) -> bool:
    """Raise the alarm, once for each doubt: nothing is removed until the clock is right or somebody says that it is."""
    seen, _new = ClockSeen.objects.select_for_update().get_or_create(
        name=NAME, defaults={"at": now, "wrong_since": None}
    )
    if seen.wrong_since is not None and seen.why == why:
        return False
    ClockSeen.objects.filter(pk=NAME).update(wrong_since=now, why=why)
    record("removal.stopped", actor=None, subject=seen, why=why)
    announce(RemovalStopped(why))
    return True
