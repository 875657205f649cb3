"""Removing what is over: some rows at a time, never a held one, counted and not named."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from amparo.audit.actions import Actor, record
from amparo.core.keeping import Goes, over, without_held
from amparo.keeping.models import Removed
from amparo.keeping.selectors.removed import kind_of
from amparo.vault.enums import Kind
from amparo.vault.models import Key

SOME = 500


@transaction.atomic
def remove_some(model: type[models.Model], *, rule: Goes, now: datetime, by: Actor | None = None) -> int:
    """Let one thing go of at most some rows of a model; how many. What another worker has in hand is left to it.

    With a case its keys go, and with a key all that opens it.
    """
    rows = without_held(over(model, rule, now=now)).order_by("pk")
    keys = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:SOME])
    if not keys:
        return 0
    chosen = model._base_manager.filter(pk__in=keys)
    if rule.coarse:
        for row in chosen:
            model._base_manager.filter(pk=row.pk).update(**rule.coarse(row))
    elif rule.erases:
        chosen.update(**rule.erases)
    else:
        chosen.delete()
        Key.objects.filter(kind=Kind.CASE, subject__in=_ids(keys)).delete()
    _count(kind_of(model, rule), len(keys), now)
    record("retention.removed", actor=by, kind=kind_of(model, rule), count=len(keys))
    return len(keys)


def _ids(keys: list[Any]) -> list[Any]:
    return [key for key in keys if hasattr(key, "hex")]


def _count(kind: str, count: int, now: datetime) -> None:
    row, _new = Removed.objects.get_or_create(day=now.date(), kind=kind)
    Removed.objects.filter(pk=row.pk).update(count=F("count") + count)
