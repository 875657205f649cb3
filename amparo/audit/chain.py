"""The chain over the audit: each link carries the hash of everything before it, so that nothing can be changed in silence.

Entries are written without a lock in the transactions they belong to; a tick links those that are committed. So no two
actions ever wait for each other because of the audit.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import connection, transaction

from amparo.audit.models import Entry, Link
from amparo.core import clock

START = "0" * 64
LOCK = 4_130_555
UNLINKED_SECONDS = 60


@dataclass
class Verdict:
    """What a check of the chain found: how many links hold, the hash at the head, and every fault as a sentence."""

    links: int = 0
    head: str = START
    faults: list[str] = field(default_factory=list)


@transaction.atomic
def chain_entries(limit: int = 1_000) -> int:
    """Link entries that are committed and not linked yet, oldest first; returns how many. One worker at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            return 0
    last = Link.objects.order_by("-number").first()
    number, hash_before = (last.number, last.hash) if last else (0, START)
    links = []
    for entry in Entry.objects.filter(link=None).order_by("created_at", "id")[:limit]:
        number, hash_before = number + 1, hash_of(entry, before=hash_before)
        links.append(Link(number=number, entry=entry, hash=hash_before))
    Link.objects.bulk_create(links)
    return len(links)


def hash_of(entry: Entry, *, before: str) -> str:
    """SHA-256 over the hash before and the entry in one canonical JSON form; 64 hex digits."""
    content = {
        "id": str(entry.pk), "at": entry.created_at.isoformat(), "actor": str(entry.actor or ""), "verb": entry.verb,
        "kind": entry.subject_kind, "subject": entry.subject, "detail": entry.detail,
    }  # fmt: skip
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def verify_chain() -> Verdict:
    """Walk the chain from its start: a changed, removed, reordered or never linked entry is a fault."""
    verdict = Verdict()
    for link in Link.objects.order_by("number").select_related("entry").iterator(chunk_size=2_000):
        verdict.links += 1
        if link.number != verdict.links:
            verdict.faults.append(f"link {verdict.links} is missing")
            verdict.links = link.number
        if hash_of(link.entry, before=verdict.head) != link.hash:
            verdict.faults.append(f"link {link.number}: the entry is not what was linked")
        verdict.head = link.hash
    late = Entry.objects.filter(link=None, created_at__lt=clock.ago(seconds=UNLINKED_SECONDS)).count()
    if late:
        verdict.faults.append(f"{late} entries wait for their link for more than {UNLINKED_SECONDS} seconds")
    return verdict
