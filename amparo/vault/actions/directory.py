from uuid import UUID

from django.db import connection, transaction

from amparo.audit.actions import record
from amparo.vault.directory import pin_root, pinned_root, the_directory
from amparo.vault.errors import DirectoryMovedOn, NotVouched
from amparo.vault.models import DirectoryEntry, PersonKey
from amparo.vault.selectors import is_proven
from amparo.vault.someone import Someone

LOCK = 4_130_556


@transaction.atomic
def add_line(subject: UUID, *, line: DirectoryEntry, by: Someone) -> DirectoryEntry:
    """Add a signed line to the directory: somebody vouches for the keys of a person, or takes a person out.

    The line must count (NotVouched) and go on from the last one (DirectoryMovedOn). The keys must be those the person made and
    proved. The first line is the root's own; who may write it is the door's business.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    found = the_directory()
    if not found.root:
        found.root = line.signer
    if line.previous != found.head:
        raise DirectoryMovedOn
    faults, said = len(found.faults), found.people.get(subject)
    if said == ((line.recipient, line.signer) if line.recipient else None):
        raise NotVouched  # it says nothing new: a list that everybody reads does not grow by it
    found.add(line)
    if len(found.faults) > faults or line.subject != subject or not _are_theirs(line):
        raise NotVouched
    line.save()
    record("vault.vouched" if line.recipient else "vault.taken_out", actor=by, detail_line=line.pk, person=str(subject))
    if not pinned_root():
        transaction.on_commit(lambda: pin_root(found.root))
    return line


def _are_theirs(line: DirectoryEntry) -> bool:
    """Whether these are the keys that the person made and proved; a line that takes somebody out names none."""
    if not line.recipient:
        return not line.signer
    key = PersonKey.objects.filter(
        person_id=line.subject, recipient=line.recipient, signer=line.signer, retired_at=None
    ).first()
    return key is not None and is_proven(key)
