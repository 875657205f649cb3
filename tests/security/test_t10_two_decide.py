"""T10: one member alone admits nobody to a sensitive circle."""

import pytest

from amparo.vault.actions.circles import admit, propose
from amparo.vault.directory import member_words
from amparo.vault.errors import SecondPersonNeeded
from amparo.vault.models import Circle, Key, Membership
from amparo.vault.practice import sign
from amparo.vault.tests.factories import Keyed, founded, keyed, wrapped

pytestmark = pytest.mark.django_db


def admits(by: Keyed, circle: Circle, who: Keyed, key: Key) -> Membership:
    words = member_words(circle.name, who.person.pk, who.key.recipient)
    wraps = [wrapped(key, who.key.recipient, to_person=who.person.pk)]
    return admit(circle, person=who.person.pk, signature=sign(words, by.sign), wraps=wraps, by=by.person)


def test_t10_one_alone_admits_nobody_to_a_sensitive_circle() -> None:
    ana, ben, eve = keyed("ana"), keyed("ben"), keyed("eve")
    keys, _recovery = founded(ana, sanctuary=[ana, ben], accompaniment=[eve])
    circle = Circle.objects.get(name="sanctuary")
    words = member_words(circle.name, eve.person.pk, eve.key.recipient)

    with pytest.raises(SecondPersonNeeded):
        admits(ana, circle, eve, keys["sanctuary"])
    propose(circle, person=eve.person.pk, admits=True, signature=sign(words, ana.sign), by=ana.person)
    with pytest.raises(SecondPersonNeeded):
        admits(ana, circle, eve, keys["sanctuary"])
    assert admits(ben, circle, eve, keys["sanctuary"]).seconded_by == ana.key.signer
