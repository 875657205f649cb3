"""The signed list of public keys, read the way a suspicious reader reads it: docs/formats/directory.md has the words.

The first line is signed by the root, and every other by somebody whose line stands before it. The root is pinned in a file beside
the operational key, as it is in everybody's own keys, so that whoever writes the database can add nobody in silence.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from amparo.core.private import write_first
from amparo.vault.models import Circle, DirectoryEntry, Key, Membership


def line_words(line: DirectoryEntry) -> bytes:
    """What is signed of a line."""
    parts = ("amparo/directory/1", str(line.subject), line.recipient, line.signer, line.vouched_by, line.previous)
    return "\n".join(parts).encode()


def line_hash(line: DirectoryEntry) -> str:
    """What the next line calls this one."""
    return hashlib.sha256(line_words(line) + b"\n" + line.signature.encode()).hexdigest()


def key_words(key: Key) -> bytes:
    """What is signed of a key of a circle or a case by whoever made it."""
    circle, case = (key.circle.name if key.circle else ""), str(key.subject or "")
    parts = ("amparo/key/1", str(key.id), key.recipient, key.kind, circle, case, key.part, str(key.version))
    return "\n".join(parts).encode()


def member_words(circle: str, person: UUID, recipient: str) -> bytes:
    """What a member signs to admit a person with these keys; without keys, to remove them."""
    return f"amparo/member/1\n{circle}\n{person}\n{recipient}".encode()


def proof_words(unlocker: UUID, nonce: str) -> bytes:
    """What is signed to show that a way in opened the keys."""
    return f"amparo/proof/1\n{unlocker}\n{nonce}".encode()


@lru_cache(maxsize=16_384)
def is_signed(words: bytes, *, by: str, signature: str) -> bool:
    """Whether the Ed25519 key ``by`` (hex) signed these words. Asked of the whole list on each reading, so the answer is kept."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by)).verify(bytes.fromhex(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass
class Directory:
    """Who is who: the valid lines, everybody's public halves by their last line, and the hash the next line goes on from."""

    root: str
    head: str = ""
    people: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    signers: dict[str, UUID] = field(default_factory=dict)
    living: set[str] = field(
        default_factory=set
    )  # who may sign the next line; ``signers`` counts keys from before as well
    faults: list[str] = field(default_factory=list)

    def add(self, line: DirectoryEntry) -> None:
        """Take one more line, or write down why it counts for nothing."""
        first = not self.head
        if line.previous != self.head:
            self.faults.append(f"line {line.pk} does not go on from the one before")
        elif not is_signed(line_words(line), by=line.vouched_by, signature=line.signature):
            self.faults.append(f"line {line.pk} is not signed by whoever it names")
        elif line.vouched_by != self.root if first else line.vouched_by not in self.living:
            self.faults.append(f"line {line.pk} is vouched for by nobody of the list")
        else:
            self.head = line_hash(line)
            self.living.discard(self.people.get(line.subject, ("", ""))[1])
            if line.recipient:
                self.people[line.subject] = (line.recipient, line.signer)
                self.signers[line.signer] = line.subject
                self.living.add(line.signer)
            else:
                self._take_out(line.subject)

    def _take_out(self, subject: UUID) -> None:
        """Nothing this person signed counts from here on; only what the root signed stays, for all else hangs on it."""
        self.people.pop(subject, None)
        self.signers = {signer: who for signer, who in self.signers.items() if who != subject or signer == self.root}


def who_counts(circle: Circle, rows: Sequence[Membership], found: Directory) -> set[UUID]:
    """Who is or was in the circle by the word of others who are or were, from the founder on; by two where it takes two."""
    counts = {found.signers[found.root]} if found.root in found.signers else set()
    alone: UUID | None = None  # whom the founder admitted while there was no second

    def by(each: Membership, signer: str, signature: str) -> UUID | None:
        who, words = found.signers.get(signer), member_words(circle.name, each.whose, each.recipient)
        good = who is not None and who != each.whose and who in counts
        return who if good and is_signed(words, by=signer, signature=signature) else None

    for _round in rows:
        before = len(counts)
        for each in rows:
            first = by(each, each.signed_by, each.signature)
            second = by(each, each.seconded_by, each.second_signature) if circle.takes_two else None
            if first and circle.takes_two and alone is None and each.signed_by == found.root:
                alone = each.whose
            if first and (not circle.takes_two or alone == each.whose or (second and first != second)):
                counts.add(each.whose)
        if len(counts) == before:
            break
    return counts


def read_directory(lines: Iterable[DirectoryEntry], *, root: str) -> Directory:
    """The list from its first line on; what is wrong with it stands in ``faults``."""
    found = Directory(root)
    for line in lines:
        found.add(line)
    return found


def pin_file() -> Path:
    """Where the house keeps the root, out of the database's reach."""
    return Path(settings.PINS) / f"directory-root-{settings.MODE}.txt"


def pinned_root() -> str:
    """The Ed25519 key that the list starts from, or nothing before it was founded."""
    path = pin_file()
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def pin_root(root: str) -> None:
    """Keep the root; the first one stays."""
    write_first(pin_file(), root.encode("ascii"))


def the_directory() -> Directory:
    """The list as it stands now, from the pinned root; before one is pinned, from its own first line."""
    lines = list(DirectoryEntry.objects.order_by("id"))
    return read_directory(lines, root=pinned_root() or (lines[0].vouched_by if lines else ""))
