"""T11: whoever is removed from a circle keeps no wrap of its keys."""

import pyrage
import pytest

from amparo.vault.actions.circles import remove_member
from amparo.vault.actions.founding import KeyMade
from amparo.vault.directory import key_words
from amparo.vault.enums import Kind
from amparo.vault.members import members_who_open, recovery_key
from amparo.vault.models import Circle, Key, Wrap
from amparo.vault.practice import sign
from amparo.vault.tests.factories import founded, keyed, wrapped

pytestmark = pytest.mark.django_db


def test_t11_who_is_removed_keeps_no_wrap() -> None:
    ana, ben, eve = keyed("ana"), keyed("ben"), keyed("eve")
    founded(ana, casework=[ana, ben, eve])
    circle, lost = Circle.objects.get(name="casework"), recovery_key()
    assert lost is not None
    key = Key(kind=Kind.CIRCLE, circle=circle, version=2, recipient=str(pyrage.x25519.Identity.generate().to_public()))
    readers = {each.person.pk: each.key.recipient for each in (ana, ben)}
    assert members_who_open(circle) - {eve.person.pk} == set(readers)
    wraps = [wrapped(key, reader, to_person=person) for person, reader in readers.items()]
    wraps.append(wrapped(key, lost.recipient, to_key=lost.pk))

    made = KeyMade(id=key.pk, recipient=key.recipient, circle=circle.name, signature=sign(key_words(key), ben.sign))
    remove_member(circle, person=eve.person.pk, for_cause=True, key=made, wraps=wraps, by=ben.person)

    assert not Wrap.objects.filter(key__circle=circle, to_person=eve.key).exists()
