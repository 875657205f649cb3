import json
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from amparo.audit.events import LOOKS, OPENS, Looked
from amparo.audit.models import Entry
from amparo.core.events import announce
from amparo.core.often import prepared

_WRITE = (
    f"INSERT INTO {Entry._meta.db_table} (id, created_at, actor, verb, subject_kind, subject, detail)"  # noqa: S608
    " VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb)"
)


class Actor(Protocol):
    """Whoever acts: a person, known to the audit by an opaque id."""

    @property
    def public_id(self) -> UUID: ...


def record(verb: str, *, actor: Actor | None, subject: models.Model | None = None, **detail: Any) -> Entry:
    """Add an audit entry in the caller's transaction. ``detail`` holds field names, counts and ids, never content.

    ``actor=None`` means the house itself: a timer, a carrier, an import.
    """
    how = verb.rpartition(".")[2]
    if how in LOOKS and actor is not None and subject is not None and isinstance(subject.pk, UUID):
        announce(Looked(actor.public_id, subject._meta.label_lower, subject.pk, opens=how in OPENS))
    entry = Entry(
        actor=actor.public_id if actor else None,
        verb=verb,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject=str(subject.pk) if subject is not None else "",
        detail=detail,
    )
    with prepared() as cursor:
        cursor.execute(
            _WRITE,
            [entry.pk, entry.created_at, entry.actor, verb, entry.subject_kind, entry.subject, json.dumps(detail)],
        )
    entry._state.adding, entry._state.db = False, "default"
    return entry
