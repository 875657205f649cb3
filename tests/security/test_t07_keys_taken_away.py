"""T7: a circle's key is taken away in the database, or replaced by one that a listed friend signed. Nothing is closed to it."""

import pyrage
import pytest
from django.test import Client

from amparo.audit.models import Entry
from amparo.core import clock
from amparo.core.events import ask
from amparo.core.sealed import ClosingAsked
from amparo.letterbox.models import Letter
from amparo.vault.enums import Kind
from amparo.vault.models import Circle, Key
from amparo.vault.practice import signed
from amparo.vault.selectors import closing_of
from amparo.vault.tests.factories import founded, keyed

pytestmark = pytest.mark.django_db
TRIAGE = "hotline-triage"


def test_t7_without_its_key_what_strangers_write_is_closed_to_the_last_good_one() -> None:
    ana, attacker = keyed("ana"), str(pyrage.x25519.Identity.generate().to_public())
    founded(ana, hotline_triage=[ana])
    good = ask(ClosingAsked(TRIAGE))

    Key.objects.filter(circle__name=TRIAGE).update(retired_at=clock.now())
    Key.objects.create(kind=Kind.ARRIVAL, recipient=attacker)

    page = Client().get("/report/").content.decode()
    assert good.recipient in page
    assert attacker not in page
    assert ask(ClosingAsked(TRIAGE)) == good
    assert Entry.objects.filter(verb="vault.key_not_vouched").exists()
    Key.objects.filter(circle__name=TRIAGE).delete()
    assert ask(ClosingAsked(TRIAGE)) == good


def test_t7_before_the_founding_a_strange_arrival_key_is_not_used_either() -> None:
    attacker = str(pyrage.x25519.Identity.generate().to_public())
    Key.objects.create(kind=Kind.ARRIVAL, recipient=attacker)

    assert attacker not in Client().get("/report/").content.decode()
    assert not Letter.objects.exists()


def test_t7_a_key_signed_by_somebody_who_was_never_in_the_circle_is_not_used() -> None:
    ana, eve = keyed("ana"), keyed("eve")
    founded(ana, hotline_triage=[ana], accompaniment=[eve])
    good = ask(ClosingAsked(TRIAGE))

    circle = Circle.objects.get(name=TRIAGE)
    Key.objects.filter(circle=circle).update(retired_at=clock.now())
    theirs = str(pyrage.x25519.Identity.generate().to_public())
    signed(Key(kind=Kind.CIRCLE, circle=circle, recipient=theirs, version=2), eve.sign)

    assert ask(ClosingAsked(TRIAGE)) == good
    assert theirs not in Client().get("/report/").content.decode()


def test_t7_a_key_by_a_member_who_left_is_good_still() -> None:
    ana, ben = keyed("ana"), keyed("ben")
    founded(ana, hotline_triage=[ana, ben])
    circle = Circle.objects.get(name=TRIAGE)
    Key.objects.filter(circle=circle).update(retired_at=clock.now())
    new = signed(
        Key(kind=Kind.CIRCLE, circle=circle, recipient=str(pyrage.x25519.Identity.generate().to_public()), version=2),
        ben.sign,
    )
    circle.memberships.filter(person_id=ben.person.pk).update(ended_at=clock.now())

    closing = closing_of(TRIAGE)
    assert closing is not None
    assert closing.key == new.pk
