"""The steps of turning an epoch, each a transaction of its own."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from amparo.audit.actions import record
from amparo.core.faults import reach
from amparo.keeping.models import Epoch
from amparo.vault.enums import Shreds
from amparo.vault.epochs import disclose, enclose, key_file
from amparo.vault.errors import NotAnEpoch, Shredded
from amparo.vault.models import Wrap

SOME = 500


@transaction.atomic
def move_wraps(shreds: Shreds, *, week: date, to: date, after: UUID | None = None) -> UUID | None:
    """Enclose some living wraps of a past week anew under the new one. The body inside stays as it is.

    Returns the last that it looked at, to go on after it; None at the end. What was not enclosed by this house stays where
    it is, and with it the week: the doctor says so.
    """
    rows = Wrap.objects.select_for_update().filter(shreds=shreds, week=week).order_by("pk")
    chosen = list(rows.filter(pk__gt=after)[:SOME] if after else rows[:SOME])
    moved = [wrap for wrap in chosen if _enclosed_anew(wrap, Shreds(shreds), to)]
    reach("epoch.enclosed_some")
    if moved:
        Wrap.objects.bulk_update(moved, ["body", "week"])
        record("epoch.wraps_moved", actor=None, shreds=shreds.value, week=week.isoformat(), count=len(moved))
    return chosen[-1].pk if chosen else None


def _enclosed_anew(wrap: Wrap, shreds: Shreds, to: date) -> bool:
    context = f"vault_wrap.body.{wrap.pk}"
    try:
        inside = disclose(bytes(wrap.body), shreds=shreds, week=wrap.week, context=context)
    except (NotAnEpoch, Shredded):
        return False
    wrap.body, wrap.week = enclose(inside, shreds=shreds, week=to, context=context), to
    return True


@transaction.atomic
def close_epoch(shreds: Shreds, *, week: date, now: datetime) -> bool:
    """Close a past week once nothing lives under it. Nobody writes a wrap in this moment, and later the trigger refuses."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE vault_wrap IN SHARE ROW EXCLUSIVE MODE")
    if Wrap.objects.filter(shreds=shreds, week=week).exists():
        return False
    epoch, is_new = Epoch.objects.get_or_create(shreds=shreds, week=week, defaults={"emptied_at": now})
    if is_new:
        record("epoch.closed", actor=None, subject=epoch, shreds=shreds.value, week=week.isoformat())
    return True


@transaction.atomic
def note_destroyed(epoch: Epoch, *, now: datetime) -> None:
    """Write down that the key of an epoch is gone; only when it is."""
    if key_file(Shreds(epoch.shreds), epoch.week).exists():
        return
    if Epoch.objects.filter(pk=epoch.pk, destroyed_at=None).update(destroyed_at=now):
        record("epoch.destroyed", actor=None, subject=epoch, shreds=epoch.shreds, week=epoch.week.isoformat())
