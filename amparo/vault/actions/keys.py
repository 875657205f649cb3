"""The keys of the parts of a case: made in a browser, signed by whoever made them, kept with their wraps."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.directory import is_signed, key_words, the_directory
from amparo.vault.enums import Kind, Part
from amparo.vault.errors import NotVouched
from amparo.vault.models import Key, Wrap
from amparo.vault.selectors import living_key_of
from amparo.vault.someone import Someone


@dataclass(frozen=True)
class PartKeyMade:
    """A key of one part of a case as a browser made it: its id, its public half, the part, and the signature."""

    id: UUID
    recipient: str
    part: Part
    signature: str
    version: int = 1


@transaction.atomic
def keep_part_key(made: PartKeyMade, *, subject: UUID, wraps: Sequence[WrapMade], by: Someone) -> Key:
    """Keep the public half and the wraps. It must be signed by the maker's own keys, which the directory names: else NotVouched."""
    mine = living_key_of(by)
    if mine is None or the_directory().people.get(by.pk) != (mine.recipient, mine.signer):
        raise NotVouched
    key = Key(id=made.id, kind=Kind.CASE, recipient=made.recipient, subject=subject, part=made.part)
    key.version, key.signed_by, key.signature = made.version, mine.signer, made.signature
    if not is_signed(key_words(key), by=key.signed_by, signature=key.signature):
        raise NotVouched
    key.save(force_insert=True)
    keep_wraps(key, made=wraps, by=by)
    record("vault.part_key_made", actor=by, subject=key, part=made.part.value)
    return key


@transaction.atomic
def retire_part_keys(subject: UUID, *, by: Someone) -> None:
    """Forget the keys of all parts of a case, with their wraps: new ones take their place in the same transaction."""
    found = Key.objects.filter(kind=Kind.CASE, subject=subject)
    record("vault.part_keys_replaced", actor=by, keys=found.count(), case=str(subject))
    found.delete()


@transaction.atomic
def drop_wraps(subject: UUID, *, person: UUID, by: Someone) -> None:
    """Somebody opens this case no more: the wraps of its keys for them are gone."""
    gone, _each = Wrap.objects.filter(key__subject=subject, to_person__person_id=person).delete()
    record("vault.wraps_dropped", actor=by, wraps=gone, case=str(subject))


@transaction.atomic
def drop_all_wraps(person: UUID, *, by: Someone | None) -> None:
    """Somebody opens no case any more: every wrap of a case's key for them is gone."""
    gone, _each = Wrap.objects.filter(key__kind=Kind.CASE, to_person__person_id=person).delete()
    record("vault.wraps_dropped", actor=by, wraps=gone, person=str(person))
