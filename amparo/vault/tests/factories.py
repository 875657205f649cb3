"""People with keys, and founded circles, for the tests of every room: real keys, made here."""

import os
from dataclasses import dataclass
from uuid import UUID, uuid4

import pyrage
from django.contrib.auth import get_user_model

from amparo.core.sealed import Place, close_for, read_body
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Opens, Shreds
from amparo.vault.epochs import disclose
from amparo.vault.models import Key, PersonKey, Wrap
from amparo.vault.practice import Practice, Way, found, give_keys, list_people
from amparo.vault.someone import Someone


@dataclass(frozen=True)
class Keyed:
    """A person with their keys in hand, as only their own browser has them."""

    person: Someone
    key: PersonKey
    age: pyrage.x25519.Identity
    sign: str

    def opens(self, key: Key) -> pyrage.x25519.Identity:
        """The private half of a key that is wrapped for this person."""
        wrap = Wrap.objects.get(key=key, to_person=self.key)
        return opened(wrap, self.age)


def opened(wrap: Wrap, reader: pyrage.x25519.Identity) -> pyrage.x25519.Identity:
    """What a wrap holds, for whoever has the reader's private half."""
    closed = disclose(
        bytes(wrap.body), shreds=Shreds(wrap.shreds), week=wrap.week, context=f"vault_wrap.body.{wrap.pk}"
    )
    said = read_body(pyrage.decrypt(closed, [reader]), place=Place("vault_wrap", "body", wrap.pk, str(wrap.key_id)))
    return pyrage.x25519.Identity.from_str(said)


def keyed(username: str) -> Keyed:
    """A new person with proven keys."""
    person = get_user_model().objects.create(username=username, display_name=username.title())
    age, sign = pyrage.x25519.Identity.generate(), os.urandom(32).hex()
    ways = [Way(uuid4(), opens, b"age-encryption.org/v1\n") for opens in (Opens.PASSKEY, Opens.PHRASE)]
    key = give_keys(person, Practice(str(age.to_public()), sign, ways))
    return Keyed(person, key, age, sign)


def founded(root: Keyed, **members: list[Keyed]) -> tuple[dict[str, Key], pyrage.x25519.Identity]:
    """Everybody listed and the circles founded (``hotline_triage=[…]``); the circles' keys and the recovery key."""
    recovery = pyrage.x25519.Identity.generate()
    everybody = {each.key.pk: each.key for each in (root, *(one for some in members.values() for one in some))}
    list_people(everybody.values(), root=root.sign)
    inside = {name.replace("_", "-"): [each.key for each in some] for name, some in members.items()}
    return found(inside, root=root.sign, recovery=str(recovery.to_public())), recovery


def wrapped(key: Key, reader: str, **to: UUID) -> WrapMade:
    """A wrap of this key as a browser would send it; ``to_person`` or ``to_key`` says whose public half ``reader`` is."""
    id = uuid4()
    closed = close_for([reader], "the key", place=Place("vault_wrap", "body", id, str(key.pk)))
    return WrapMade(id=id, key=key.pk, closed=closed, **to)
