"""The lead is told when the line would ring nobody, once for each stretch."""

from django.conf import settings
from django.db import connection, transaction

from amparo.audit.actions import Actor, record
from amparo.core.board import publish
from amparo.hotline.actions.call_backs import text_leads
from amparo.hotline.models import LineGap
from amparo.hotline.selectors.queue import Gap

ONE_AT_A_TIME = 7_405_001


@transaction.atomic
def tell_of_gap(gap: Gap, *, by: Actor | None = None) -> bool:
    """Text the leads of the hotline about this stretch. False when they know of it."""
    with connection.cursor() as cursor:  # two workers look at the same rota
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    if LineGap.objects.filter(starts_at__lt=gap.ends_at, ends_at__gt=gap.starts_at).exists():
        return False
    row = LineGap.objects.create(starts_at=gap.starts_at, ends_at=gap.ends_at)
    template = "hotline.gap_now" if gap.rings_nobody_now else "hotline.gap"
    text_leads(template, link=f"{settings.PUBLIC_URL}/rota/", about=row.pk, by=by)
    record("line.gap_told", actor=by, subject=row)
    publish("call", urgent=gap.rings_nobody_now)
    return True
