from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core.sealed import MAGIC
from amparo.vault.enums import Kind, Shreds
from amparo.vault.epochs import enclose, this_week
from amparo.vault.errors import NotACloseKey, NotYetProven
from amparo.vault.models import Key, PersonKey, Wrap
from amparo.vault.selectors import is_proven
from amparo.vault.someone import Someone

LONGEST = 4_096


@dataclass(frozen=True)
class WrapMade:
    """A wrap as a browser made it: its id, the key inside, to whom it is closed, and the age file."""

    id: UUID
    key: UUID
    closed: bytes
    to_person: UUID | None = None
    to_key: UUID | None = None


@transaction.atomic
def keep_wraps(key: Key, *, made: Sequence[WrapMade], by: Someone) -> list[Wrap]:
    """Keep wraps of this key, each under the shred epoch of this week. A wrap for the same reader makes way for the new one.

    Nothing is kept for a person who has not proven two ways in (NotYetProven).
    """
    shreds, week = Shreds.CASE if key.kind == Kind.CASE else Shreds.CIRCLE, this_week()
    kept = []
    for each in made:
        if each.key != key.pk or each.closed[: len(MAGIC)] != MAGIC or len(each.closed) > LONGEST:
            raise NotACloseKey
        reader = _reader(each)
        Wrap.objects.filter(key=key, to_person=reader, to_key=each.to_key).delete()
        body = enclose(each.closed, shreds=shreds, week=week, context=f"vault_wrap.body.{each.id}")
        kept.append(
            Wrap(id=each.id, key=key, to_person=reader, to_key_id=each.to_key, shreds=shreds, week=week, body=body)
        )
    Wrap.objects.bulk_create(kept)
    record("vault.wrapped", actor=by, subject=key, readers=len(kept))
    return kept


def _reader(made: WrapMade) -> PersonKey | None:
    if made.to_person is None:
        return None
    reader = PersonKey.objects.filter(person_id=made.to_person, retired_at=None).first()
    if reader is None or not is_proven(reader):
        raise NotYetProven
    return reader
