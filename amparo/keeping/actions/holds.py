"""Somebody keeps one thing from being removed, and lets it go again."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.keeping.errors import HeldAlready, NoSuchThing
from amparo.keeping.selectors.holds import holdable
from amparo.vault.models import Hold


@transaction.atomic
def hold_back(table: str, *, thing: UUID, reason: str, by: Any) -> Hold:
    """Keep this from being removed. Refused when it does not exist, or is held already."""
    model = holdable().get(table)
    if model is None or not model._base_manager.filter(pk=thing).exists():
        raise NoSuchThing
    try:
        with transaction.atomic():
            hold = Hold.objects.create(subject_kind=table, subject=thing, reason=reason, by=by)
    except IntegrityError:
        raise HeldAlready from None
    record("hold.made", actor=by, subject=hold, table=table)
    return hold


@transaction.atomic
def let_go(hold: Hold, *, by: Any) -> bool:
    """From now on it is removed when its time has passed. False when somebody was first."""
    done = Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=clock.now(), lifted_by=by)
    if done:
        record("hold.lifted", actor=by, subject=hold, table=hold.subject_kind)
    return bool(done)
