"""A second key through the real pages: set up an app, write down the recovery codes, come in with each, once.

That a code used at one web process is used at all stands in tests/security/test_t34, that a dump holds none in test_t06.
"""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from amparo.people.models import Person

pytestmark = pytest.mark.django_db
PHRASE = "six brave herons at dawn"


def shown_by_the_app(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def come_in(code: str) -> bool:
    """The door, the password, then this code; whether the house is open behind it."""
    client = Client()
    client.post("/account/login/", {"login": "ana", "password": PHRASE})
    client.post("/account/2fa/authenticate/", {"code": code})
    return client.get("/people/me/").status_code == 200


def test_an_app_is_set_up_and_its_codes_and_the_recovery_codes_let_in_once(client: Client) -> None:
    cache.clear()
    Person.objects.create_user("ana", PHRASE, display_name="Ana")
    client.post("/account/login/", {"login": "ana", "password": PHRASE})
    assert client.get("/people/me/")["Location"] == "/account/2fa/"
    client.post("/account/reauthenticate/", {"password": PHRASE})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.findall(r"<code>(\w+)</code>", page)[0]

    client.post("/account/2fa/totp/activate/", {"code": shown_by_the_app(secret)})
    codes = re.findall(r"<code>([\w-]+)</code>", client.get("/account/2fa/recovery-codes/").content.decode())
    cache.clear()  # half a minute later
    code = shown_by_the_app(secret)

    assert client.get("/people/me/").status_code == 200
    assert (come_in("000000"), come_in(code), come_in(code)) == (False, True, False)
    assert len(codes) >= 8
    assert (come_in(codes[0]), come_in(codes[0]), come_in(codes[1])) == (True, False, True)
