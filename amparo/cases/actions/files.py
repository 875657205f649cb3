"""Photos and documents of a case: begun, finished, removed. The row comes first and goes first, the bytes after it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.cases import store
from amparo.cases.closing import closing_now
from amparo.cases.errors import CaseClosed, NotComplete, NotWhole, TooMany
from amparo.cases.models import Case, Closure, SealedFile, Seat
from amparo.cases.selectors import part_keys, readers_of_all
from amparo.core import clock
from amparo.people.models import Person
from amparo.vault.actions.keys import PartKeyMade, keep_part_key
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Part
from amparo.vault.models import Key
from amparo.vault.sealing import Sealed

MOST = 200


@transaction.atomic
def begin_file(case: Case, *, id: UUID, by: Person) -> SealedFile:
    """Expect a file under this id. Begun twice it is one; an id that is somebody else's file is NotComplete."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    there = SealedFile.objects.filter(pk=id).first()
    if there is not None:
        if (there.case_id, there.by_id, there.finished_at) != (case.pk, by.pk, None):
            raise NotComplete
        return there
    key = _may_add(case)
    if case.files.count() >= MOST:
        raise TooMany
    file = SealedFile.objects.create(id=id, case=case, key=key.pk, by=by)
    record("case.file_begun", actor=by, subject=case, file=str(file.pk))
    return file


def _may_add(case: Case) -> Key:
    if Closure.objects.filter(case=case).exists():
        raise CaseClosed
    key = part_keys(case).get(Part.EVIDENCE)
    if key is None:
        raise NotComplete
    return key


@transaction.atomic
def finish_file(
    file: SealedFile, *, by: Person, details: Sealed, sent: store.Measured, there: store.Measured
) -> SealedFile:
    """Keep a file that came whole: what the browser sent is what was measured on the disk, or it is NotWhole.

    Finished twice it is one. Its details must be closed to the evidence key of today, else NotComplete.
    """
    case = Case.objects.select_for_update().get(pk=file.case_id)
    file = SealedFile.objects.select_for_update().get(pk=file.pk)
    if file.finished_at is not None:
        return file
    if _may_add(case).pk != details.key:
        raise NotComplete
    if sent != there or not there.size:
        raise NotWhole
    file.key, file.details, file.finished_at = details.key, details.closed, clock.now()
    file.size, file.digest = there.size, there.digest
    file.save(update_fields=["key", "details", "finished_at", "size", "digest"])
    record("case.file_added", actor=by, subject=case, file=str(file.pk))
    return file


@transaction.atomic
def remove_file(file: SealedFile, *, by: Person) -> None:
    """Let a file go, for good: its row, and once that is certain its bytes."""
    if Closure.objects.filter(case=file.case_id).exists():
        raise CaseClosed
    record("case.file_removed", actor=by, subject=file.case, file=str(file.pk))
    SealedFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(partial(store.remove, file.pk))


@transaction.atomic
def add_evidence_key(case: Case, *, by: Person, key: PartKeyMade, wraps: Sequence[WrapMade]) -> Key:
    """Give a case that was opened without one the key of its evidence, for all who open everything. The first one wins."""
    circle = closing_now()
    case = Case.objects.select_for_update().get(pk=case.pk)
    keys = part_keys(case)
    if Part.EVIDENCE in keys:
        return keys[Part.EVIDENCE]
    if Closure.objects.filter(case=case).exists():
        raise CaseClosed
    team = readers_of_all(case)
    wanted = {(person.pk, None) for person in team} | {(None, circle.key if circle else None)}
    if key.part != Part.EVIDENCE or {(each.to_person, each.to_key) for each in wraps} != wanted:
        raise NotComplete
    made = keep_part_key(key, subject=case.pk, wraps=wraps, by=by)
    for person in team:
        Seat.objects.get_or_create(
            case=case, person=person, part=Part.EVIDENCE, ended_at=None, defaults={"given_by": by}
        )
    record("case.evidence_key_made", actor=by, subject=case, readers=len(team))
    return made


@transaction.atomic
def note_broken(file: SealedFile, *, by: Person | None = None) -> None:
    """The bytes on the disk are not those that were kept: whoever opens the case is told, and so is the doctor."""
    if SealedFile.objects.filter(pk=file.pk, broken_at=None).update(broken_at=clock.now()):
        record("case.file_broken", actor=by, subject=file.case, file=str(file.pk))


@transaction.atomic
def note_whole(file: SealedFile, *, by: Person | None = None) -> None:
    """The bytes are there again, from a backup."""
    if SealedFile.objects.filter(pk=file.pk, broken_at__isnull=False).update(broken_at=None):
        record("case.file_whole_again", actor=by, subject=file.case, file=str(file.pk))
