"""A person's own keys and their ways in. Everything secret was made and closed in their browser."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.sealed import MAGIC
from amparo.vault.directory import is_signed, proof_words
from amparo.vault.enums import Opens
from amparo.vault.errors import HasKeysAlready, NotACloseKey, NotProven, OneWayMustStay
from amparo.vault.models import Membership, PersonKey, Unlocker
from amparo.vault.selectors import is_proven, unfinished_key_of
from amparo.vault.someone import Someone

RECIPIENT = re.compile(r"^age1[02-9ac-hj-np-z]{58}$")
SIGNER = re.compile(r"^[0-9a-f]{64}$")
LONGEST = 16_384


@dataclass(frozen=True)
class WayIn:
    """A way in as the browser made it: its id, what opens it, how the browser finds the passkey, and the closed keys."""

    id: UUID
    opens: Opens
    credential: str
    closed: bytes


@transaction.atomic
def make_keys(person: Someone, *, recipient: str, signer: str) -> PersonKey:
    """Take the public halves that somebody's browser made. A pair that was never proven makes way for the new one."""
    if not RECIPIENT.match(recipient) or not SIGNER.match(signer):
        raise NotACloseKey
    before = PersonKey.objects.select_for_update().filter(person_id=person.pk, retired_at=None).first()
    if before is not None:
        if is_proven(before):
            raise HasKeysAlready
        before.delete()
    key = PersonKey.objects.create(person_id=person.pk, recipient=recipient, signer=signer)
    record("vault.keys_made", actor=person, subject=key)
    return key


@transaction.atomic
def add_way_in(key: PersonKey, *, way: WayIn, by: Someone) -> Unlocker:
    """Keep somebody's closed keys for one more way in; it counts when it was proven. One at a time waits for that."""
    if way.closed[: len(MAGIC)] != MAGIC or len(way.closed) > LONGEST:
        raise NotACloseKey
    key.unlockers.filter(proven_at=None).delete()
    made = Unlocker.objects.create(
        id=way.id, key=key, opens=way.opens, credential=way.credential[:600], closed=way.closed
    )
    record("vault.way_in_added", actor=by, subject=made, opens=way.opens.value)
    return made


@transaction.atomic
def prove_way_in(unlocker: Unlocker, *, nonce: str, signature: str, by: Someone) -> None:
    """Believe that this way in works: the keys inside it signed the word that the server gave. Else NotProven.

    Words that were changed, or a sheet that was printed anew, end the older ones of their kind: only the new ones open.
    """
    if not nonce or not is_signed(proof_words(unlocker.pk, nonce), by=unlocker.key.signer, signature=signature):
        raise NotProven
    Unlocker.objects.filter(pk=unlocker.pk).update(proven_at=clock.now())
    if unlocker.opens != Opens.PASSKEY:
        Unlocker.objects.filter(key=unlocker.key, opens=unlocker.opens).exclude(pk=unlocker.pk).delete()
    record("vault.way_in_proven", actor=by, subject=unlocker, opens=unlocker.opens)


@transaction.atomic
def remove_way_in(unlocker: Unlocker, *, by: Someone) -> None:
    """Forget a way in, such as the passkey of a lost phone. Two must stay, one of them words: OneWayMustStay."""
    key = PersonKey.objects.select_for_update().get(pk=unlocker.key_id)
    if is_proven(key) and not is_proven(key, without=unlocker):
        raise OneWayMustStay
    record("vault.way_in_removed", actor=by, subject=unlocker, opens=unlocker.opens)
    unlocker.delete()


@transaction.atomic
def give_up_keys(person: Someone, *, by: Someone) -> None:
    """Retire somebody's keys when no way in is left to them; they make new ones and are admitted to their circles anew."""
    key = unfinished_key_of(person)
    if key is not None:
        PersonKey.objects.filter(pk=key.pk).update(retired_at=clock.now())
        key.wraps.all().delete()
        key.unlockers.all().delete()
        Membership.objects.filter(person_id=person.pk, ended_at=None).update(ended_at=clock.now())
        record("vault.keys_given_up", actor=by, subject=key)
