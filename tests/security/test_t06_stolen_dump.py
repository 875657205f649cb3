"""T6: whoever reads the whole database signs in as nobody with what it holds."""

import base64
import binascii
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.test import Client

from amparo.people.actions import invite, send_code
from amparo.people.enums import CodeBy
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import make_person
from tests.security.hands import at_work, stolen_rows, texts_in

pytestmark = pytest.mark.django_db
PHRASE = "six brave herons at dawn"


@pytest.fixture
def ana() -> Person:
    ana = make_person()
    ana.set_password(PHRASE)
    ana.save()
    return ana


def stolen_texts() -> set[str]:
    """Each text of the dump, and each text inside the ones that are JSON."""
    found = set[str]()
    for row in stolen_rows():
        for text in texts_in(row):
            found.add(text)
            try:
                found.update(texts_in(json.loads(text)))
            except ValueError:
                continue
    return found


def test_t6_no_text_of_the_dump_is_the_key_of_a_session(ana: Person) -> None:
    at_work(ana)

    for text in stolen_texts():
        if text.isalnum():
            thief = Client()
            thief.cookies[settings.SESSION_COOKIE_NAME] = text
            assert thief.get("/account/2fa/").status_code == 302


def test_t6_no_text_of_the_dump_makes_a_code_of_the_second_factor(ana: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(ana, secret)
    right, made = format_hotp_value(hotp_value(secret, 1)), list[str]()
    for text in stolen_texts():
        try:
            base64.b32decode(text.encode("ascii"), casefold=True)
            made.append(format_hotp_value(hotp_value(text, 1)))
        except (binascii.Error, UnicodeEncodeError, ValueError):
            continue

    assert right not in made


def test_t6_no_text_of_the_dump_makes_the_recovery_codes(ana: Person) -> None:
    right = RecoveryCodes.activate(ana).generate_codes()
    texts = stolen_texts()

    for text in texts:
        if text.isascii():
            assert codes_from(text) != right
    assert not set(right) & texts


def codes_from(seed: str) -> list[str]:
    """The recovery codes that this seed would make, if the database held it in clear."""
    import hmac
    from hashlib import sha1

    mac, codes = hmac.new(seed.encode("ascii"), digestmod=sha1), []
    for number in range(10):
        mac.update(f"{number:3},".encode())
        codes.append(str(int.from_bytes(mac.digest()[:4], "big") % 10**8).zfill(8))
    return codes


def test_t6_the_seeds_in_the_table_are_not_what_makes_recovery_codes_here(ana: Person) -> None:
    """The test's own way to make codes is the library's: else the test above would find nothing, ever."""
    from allauth.mfa.utils import decrypt

    codes = RecoveryCodes.activate(ana)
    seed: Any = Authenticator.objects.get(user=ana).data["seed"]

    assert codes_from(decrypt(seed)) == codes.generate_codes()


def test_t6_links_and_codes_that_let_somebody_in_are_not_in_the_dump(ana: Person) -> None:
    word = invite(ana, by=None)
    code = send_code(ContactPoint.objects.get(owners=ana), person=ana, way=CodeBy.TEXT, by=ana).code.reveal()
    texts = stolen_texts()

    assert not any(word in text or text == code for text in texts)
    for text in texts:
        if text.isalnum() and len(text) >= 16:
            assert Client().get(f"/people/welcome/{text}/").status_code == 404


def test_t6_the_hash_of_a_password_is_no_password(ana: Person) -> None:
    answer = Client().post("/account/login/", {"login": ana.username, "password": ana.password})

    assert answer.status_code == 200
