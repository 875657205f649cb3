"""Circles for a demo and for tests: keys made here, where somebody could read them, and never in a production.

In a network people's keys are made in their browsers and the circles' in the founder's; this does in one step, with invented
people's keys that are written down for all to see, what they do by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from amparo.core import clock
from amparo.core.sealed import Place, close_for
from amparo.vault.circles import seed_circles
from amparo.vault.directory import key_words, line_hash, line_words, member_words, pin_file, pin_root
from amparo.vault.enums import Kind, Opens, Shreds
from amparo.vault.epochs import enclose, this_week
from amparo.vault.models import Circle, DirectoryEntry, Key, Membership, PersonKey, Unlocker, Wrap
from amparo.vault.someone import Someone


class OnlyForPractice(RuntimeError):
    """Keys that are written down open nothing real."""


@dataclass(frozen=True)
class Way:
    """A way in whose age file was made before: its id, what opens it, and the file."""

    id: UUID
    opens: Opens
    closed: bytes


@dataclass(frozen=True)
class Practice:
    """Somebody's keys for practice: the public age half, the Ed25519 seed in hex, and their ways in."""

    recipient: str
    sign: str
    ways: Sequence[Way] = ()


def _no_production() -> None:
    if settings.MODE == "production":
        raise OnlyForPractice


def signer_of(seed: str) -> str:
    """The public half, in hex, of an Ed25519 seed in hex."""
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(words: bytes, seed: str) -> str:
    """Sign with an Ed25519 seed in hex."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).sign(words).hex()


def give_keys(person: Someone, keys: Practice) -> PersonKey:
    """Let somebody have these keys, their ways in proven."""
    _no_production()
    made = PersonKey.objects.create(person_id=person.pk, recipient=keys.recipient, signer=signer_of(keys.sign))
    now = clock.now()
    Unlocker.objects.bulk_create(
        Unlocker(id=way.id, key=made, opens=way.opens, closed=way.closed, proven_at=now) for way in keys.ways
    )
    return made


def list_people(keys: Iterable[PersonKey], *, root: str) -> None:
    """Write the directory anew: the root's own line first (its seed signs all lines), then everybody else's."""
    _no_production()
    pin_file().unlink(missing_ok=True)
    pin_root(signer_of(root))
    previous = ""
    for key in sorted(keys, key=lambda each: each.signer != signer_of(root)):
        line = DirectoryEntry(
            subject=key.person_id,
            recipient=key.recipient,
            signer=key.signer,
            vouched_by=signer_of(root),
            previous=previous,
        )
        line.signature = sign(line_words(line), root)
        line.save()
        previous = line_hash(line)


def found(members: Mapping[str, Sequence[PersonKey]], *, root: str, recovery: str, second: str = "") -> dict[str, Key]:
    """Give every circle its first key, wrapped for its members and for recovery. ``second`` is the seed of who seconds."""
    _no_production()
    seed_circles()
    lost = Key.objects.filter(kind=Kind.RECOVERY, retired_at=None).first()
    lost = lost or signed(Key(kind=Kind.RECOVERY, recipient=recovery), root)
    made = {}
    for circle in Circle.objects.all():
        inside = pyrage.x25519.Identity.generate()
        key = signed(Key(kind=Kind.CIRCLE, circle=circle, recipient=str(inside.to_public())), root)
        for person in members.get(circle.name, ()):
            let_in(circle, person, root=root, second=second)
            wrap(key, str(inside), to_person=person)
        wrap(key, str(inside), to_key=lost)
        made[circle.name] = key
    return made


def signed(key: Key, root: str) -> Key:
    """Sign a key with this seed, and keep it."""
    _no_production()
    key.signed_by = signer_of(root)
    key.signature = sign(key_words(key), root)
    key.save()
    return key


def let_in(circle: Circle, person: PersonKey, *, root: str, second: str = "") -> Membership:
    """Admit somebody, signed for by the root, and seconded where a seed for that is given."""
    _no_production()
    words = member_words(circle.name, person.person_id, person.recipient)
    made = Membership(circle=circle, person_id=person.person_id, recipient=person.recipient)
    made.signed_by, made.signature = signer_of(root), sign(words, root)
    if second and signer_of(second) != person.signer:
        made.seconded_by, made.second_signature = signer_of(second), sign(words, second)
    made.save()
    return made


def wrap(key: Key, inside: str, *, to_person: PersonKey | None = None, to_key: Key | None = None) -> Wrap:
    """Wrap a private half that is known here."""
    _no_production()
    id, reader = uuid4(), to_person or to_key
    assert reader is not None
    closed = close_for([reader.recipient], inside, place=Place("vault_wrap", "body", id, str(key.pk)))
    shreds = Shreds.CASE if key.kind == Kind.CASE else Shreds.CIRCLE
    body = enclose(closed, shreds=shreds, week=this_week(), context=f"vault_wrap.body.{id}")
    return Wrap.objects.create(id=id, key=key, to_person=to_person, to_key=to_key, shreds=shreds, body=body)
