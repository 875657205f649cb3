from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from amparo.vault import practice
from amparo.vault.actions.enrolment import (
    WayIn,
    add_way_in,
    give_up_keys,
    make_keys,
    prove_way_in,
    remove_way_in,
)
from amparo.vault.actions.wrapping import WrapMade, keep_wraps
from amparo.vault.directory import proof_words
from amparo.vault.enums import Opens
from amparo.vault.errors import HasKeysAlready, NotACloseKey, NotProven, NotYetProven, OneWayMustStay
from amparo.vault.models import PersonKey, Unlocker
from amparo.vault.selectors import living_key_of
from amparo.vault.tests.factories import Keyed, founded, keyed

pytestmark = pytest.mark.django_db
FILE = b"age-encryption.org/v1\n..."
SEED = "07" * 32
RECIPIENT = "age1" + "q" * 58


@pytest.fixture
def ana() -> Keyed:
    return keyed("ana")


def begun(who: Keyed) -> PersonKey:
    """Somebody who gave up their keys and makes new ones."""
    give_up_keys(who.person, by=who.person)
    return make_keys(who.person, recipient=RECIPIENT, signer=practice.signer_of(SEED))


def way(key: PersonKey, opens: Opens, *, prove: bool = True) -> Unlocker:
    made = add_way_in(key, way=WayIn(uuid4(), opens, "", FILE), by=key.person)
    if prove:
        prove_way_in(made, nonce="n", signature=practice.sign(proof_words(made.pk, "n"), SEED), by=key.person)
    return made


@pytest.mark.parametrize(
    ("ways", "enough"),
    [
        ([], False), ([Opens.PHRASE], False), ([Opens.PASSKEY], False), ([Opens.PASSKEY, Opens.PASSKEY], False),
        ([Opens.PASSKEY, Opens.SHEET], False), ([Opens.PASSKEY, Opens.PHRASE], True), ([Opens.PHRASE, Opens.SHEET], True),
        ([Opens.PHRASE, Opens.PHRASE], False),
    ],
)  # fmt: skip
def test_two_proven_ways_one_of_them_words_make_the_keys_count(ana: Keyed, ways: list[Opens], enough: bool) -> None:
    key = begun(ana)

    for each in ways:
        way(key, each)
    way(key, Opens.PASSKEY, prove=False)

    assert (living_key_of(ana.person) == key) is enough


def test_nothing_is_wrapped_for_somebody_who_has_not_proven_two_ways_in(ana: Keyed) -> None:
    keys, _recovery = founded(ana, casework=[ana])
    key = begun(ana)
    way(key, Opens.PHRASE)
    casework = keys["casework"]

    with pytest.raises(NotYetProven):
        keep_wraps(casework, made=[WrapMade(uuid4(), casework.pk, FILE, to_person=ana.person.pk)], by=ana.person)
    way(key, Opens.PASSKEY)
    assert keep_wraps(casework, made=[WrapMade(uuid4(), casework.pk, FILE, to_person=ana.person.pk)], by=ana.person)


def test_a_proof_is_the_keys_own_signature_over_this_way_and_this_word(ana: Keyed) -> None:
    key = begun(ana)
    one, other = way(key, Opens.PHRASE, prove=False), way(key, Opens.PASSKEY, prove=False)

    for signature, nonce in (
        (practice.sign(proof_words(one.pk, "n"), "08" * 32), "n"),  # other keys
        (practice.sign(proof_words(other.pk, "n"), SEED), "n"),  # another way in
        (practice.sign(proof_words(one.pk, "m"), SEED), "n"),  # another word
        (practice.sign(proof_words(one.pk, ""), SEED), ""),  # no word at all
        ("", "n"),
    ):
        with pytest.raises(NotProven):
            prove_way_in(one, nonce=nonce, signature=signature, by=ana.person)
    assert not Unlocker.objects.filter(key=key).exclude(proven_at=None).exists()


def test_keys_that_were_proven_are_not_replaced_and_clear_words_not_kept(ana: Keyed) -> None:
    with pytest.raises(HasKeysAlready):
        make_keys(ana.person, recipient=RECIPIENT, signer=practice.signer_of(SEED))
    for wrong in ("AGE-SECRET-KEY-1" + "Q" * 58, "age1short", ""):
        with pytest.raises(NotACloseKey):
            make_keys(keyed(f"p{len(wrong)}").person, recipient=wrong, signer=practice.signer_of(SEED))
    with pytest.raises(NotACloseKey):
        add_way_in(ana.key, way=WayIn(uuid4(), Opens.PHRASE, "", b'{"age":"AGE-SECRET-KEY-1"}'), by=ana.person)


def test_the_second_way_in_stays_and_so_do_the_words(ana: Keyed) -> None:
    key = begun(ana)
    words, passkey = way(key, Opens.PHRASE), way(key, Opens.PASSKEY)
    with pytest.raises(OneWayMustStay):
        remove_way_in(passkey, by=ana.person)
    sheet = way(key, Opens.SHEET)
    with pytest.raises(OneWayMustStay):
        remove_way_in(words, by=ana.person)

    remove_way_in(passkey, by=ana.person)

    assert set(key.unlockers.all()) == {words, sheet}


def test_nobody_touches_anothers_ways_in(client: Client, ana: Keyed) -> None:
    ben = keyed("ben")
    theirs = ana.key.unlockers.get(opens=Opens.PHRASE)
    client.force_login(ben.person)  # type: ignore[arg-type]
    session: Any = client.session
    session["demo"] = True
    session.save()

    answers = [
        client.post(f"/vault/me/ways-in/{theirs.pk}/proof/", {"signature": "00"}, content_type="application/json"),
        client.post(f"/vault/me/ways-in/{theirs.pk}/removal/"),
    ]

    assert [each.status_code for each in answers] == [404, 404]
    assert str(theirs.pk) not in client.get("/vault/me/ways-in/").content.decode()
