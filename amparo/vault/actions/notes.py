from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.sealed import MAGIC
from amparo.vault.errors import ChangedMeanwhile, NotACloseKey
from amparo.vault.models import Circle, Key, Note
from amparo.vault.sealing import Sealed, version_of
from amparo.vault.someone import Someone


@transaction.atomic
def write_note(circle: Circle, *, id: UUID, sealed: Sealed, by: Someone) -> Note:
    """Keep what a member wrote for the circle, or changed. The first to save wins: the others get ChangedMeanwhile."""
    if not Key.objects.filter(pk=sealed.key, circle=circle).exists() or sealed.closed[: len(MAGIC)] != MAGIC:
        raise NotACloseKey
    before = Note.objects.select_for_update().filter(pk=id, circle=circle).first()
    if before is None:
        note = Note.objects.create(id=id, circle=circle, key=sealed.key, words=sealed.closed, by_id=by.pk)
    else:
        if sealed.seen != version_of(bytes(before.words)):
            raise ChangedMeanwhile
        note = before
        note.key, note.words, note.by_id, note.changed_at = sealed.key, sealed.closed, by.pk, clock.now()
        note.save(update_fields=["key", "words", "by", "changed_at"])
    record("vault.note_written", actor=by, subject=note)
    return note


@transaction.atomic
def remove_note(note: Note, *, by: Someone) -> None:
    """Take a note off the circle's board."""
    record("vault.note_removed", actor=by, subject=note)
    note.delete()
