from typing import Any, Protocol
from uuid import UUID

from django.db import models

from amparo.audit.models import Entry


class Actor(Protocol):
    """Whoever acts: a person, known to the audit by an opaque id."""

    @property
    def public_id(self) -> UUID: ...


def record(verb: str, *, actor: Actor | None, subject: models.Model | None = None, **detail: Any) -> Entry:
    """Add an audit entry in the caller's transaction. ``detail`` holds field names, counts and ids, never content.

    ``actor=None`` means the house itself: a timer, a carrier, an import.
    """
    return Entry.objects.create(
        actor=actor.public_id if actor else None,
        verb=verb,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject=str(subject.pk) if subject is not None else "",
        detail=detail,
    )
