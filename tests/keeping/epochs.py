"""Keys with wraps under shred epochs, as people's browsers make them."""

from datetime import date
from uuid import UUID, uuid4

import pyrage

from amparo.core.sealed import Place, close_for, read_body
from amparo.people.models import Person
from amparo.vault.enums import Kind, Part, Shreds
from amparo.vault.epochs import disclose, enclose, this_week
from amparo.vault.errors import Shredded
from amparo.vault.models import Key, PersonKey, Wrap


def key_of(person: Person) -> tuple[PersonKey, pyrage.x25519.Identity]:
    """Somebody's pair of keys; the secret half is only here."""
    identity = pyrage.x25519.Identity.generate()
    signer = uuid4().hex * 2
    return PersonKey.objects.create(person=person, recipient=str(identity.to_public()), signer=signer), identity


def case_key(to: PersonKey, *, case: UUID | None = None, week: date | None = None) -> tuple[Key, Wrap, bytes]:
    """A key of a case, wrapped to a person under this week's epoch, and something closed to it."""
    identity = pyrage.x25519.Identity.generate()
    key = Key.objects.create(
        kind=Kind.CASE, subject=case or uuid4(), part=Part.IDENTITY, recipient=str(identity.to_public())
    )
    wrap = wrap_of(key, identity, to, week=week)
    return key, wrap, close_for([key.recipient], "what they told us", place=Place("cases_note", "words", key.pk))


def wrap_of(key: Key, identity: pyrage.x25519.Identity, to: PersonKey, *, week: date | None = None) -> Wrap:
    row, week = uuid4(), week or this_week()
    closed = close_for([to.recipient], str(identity), place=Place("vault_wrap", "body", row, str(key.pk)))
    body = enclose(closed, shreds=Shreds.CASE, week=week, context=f"vault_wrap.body.{row}")
    return Wrap.objects.create(id=row, key=key, to_person=to, shreds=Shreds.CASE, week=week, body=body)


def opened(wrap: Wrap, identity: pyrage.x25519.Identity, closed: bytes) -> str | None:
    """What somebody with this key reads through this wrap; None when its epoch is gone."""
    try:
        inside = disclose(
            bytes(wrap.body), shreds=Shreds(wrap.shreds), week=wrap.week, context=f"vault_wrap.body.{wrap.pk}"
        )
    except Shredded:
        return None
    secret = read_body(pyrage.decrypt(inside, [identity]), place=Place("vault_wrap", "body", wrap.pk, str(wrap.key_id)))
    words = pyrage.decrypt(closed, [pyrage.x25519.Identity.from_str(secret)])
    return read_body(words, place=Place("cases_note", "words", wrap.key_id))
