"""Turning the shred epochs, each retention class by itself. Safe to be stopped anywhere and to be begun again.

1. Living wraps of past weeks are enclosed anew under this week, some at a time; each move is on the disk before the next.
2. A week under which no wrap lives is closed: from then on the database refuses a wrap under it (a trigger).
3. Some days later its key is destroyed. Until then a backup that was taken before the move can still be restored.

What was removed before the move stayed behind under the old week: when that key is gone, no copy of it opens for anybody.
"""

from datetime import date, datetime, timedelta

from django.conf import settings

from amparo.core.faults import reach
from amparo.core.sabotage import sabotaged
from amparo.keeping.actions.epochs import close_epoch, move_wraps, note_destroyed
from amparo.keeping.models import Epoch
from amparo.vault.enums import Shreds
from amparo.vault.epochs import destroy, week_of, weeks_kept
from amparo.vault.models import Wrap


def turn_epochs(now: datetime) -> int:
    """One turn over all classes; how many epochs were destroyed."""
    return sum(_turn(shreds, now) for shreds in Shreds)


def _turn(shreds: Shreds, now: datetime) -> int:
    this_week = week_of(now.date())
    for week in weeks_kept(shreds):
        if week < this_week:
            after = None
            while after := move_wraps(shreds, week=week, to=this_week, after=after):
                reach("epoch.moved_some")
            close_epoch(shreds, week=week, now=now)
            reach("epoch.closed")
    return sum(_destroy(epoch, now) for epoch in _ended(shreds, now))


def _ended(shreds: Shreds, now: datetime) -> list[Epoch]:
    """Closed epochs whose days of grace are over, so that their keys are destroyed now."""
    since = now - timedelta(days=settings.SHRED_AFTER_DAYS)
    return list(Epoch.objects.filter(shreds=shreds, destroyed_at=None, emptied_at__lte=since).order_by("week"))


def _destroy(epoch: Epoch, now: datetime) -> int:
    week: date = epoch.week
    if Wrap.objects.filter(shreds=epoch.shreds, week=week).exists():
        return 0  # cannot be: the database refuses it; but nobody's key is destroyed on a belief
    if not sabotaged("T36"):
        destroy(Shreds(epoch.shreds), week)
    reach("epoch.destroyed")
    note_destroyed(epoch, now=now)
    return 1
