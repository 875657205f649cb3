"""T34: a code of the second factor works once in the whole house, also when two processes get it at the same moment."""

import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.conf import settings
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.utils.http import urlencode

from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from tests.processes import answers, database_url, free_port, running, web
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 100
PAGE, PLAYED = "/account/2fa/reauthenticate/", "/carrier/voice/prompt/goodbye.en.wav"


@pytest.fixture
def two_doors(tmp_path: Path) -> Iterator[list[str]]:
    """Two web processes over one database, with the store that a house has."""
    call_command("createcachetable", "core_cache")
    told = {
        "AMPARO_CACHE": "house", "DATABASE_URL": database_url(), "AMPARO_VAR": str(tmp_path),
        "AMPARO_OPERATIONAL_KEY_FILE": str(settings.OPERATIONAL_KEY_FILE), "AMPARO_SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    with ExitStack() as house:
        addresses = []
        for port in (free_port(), free_port()):
            addresses.append(f"http://127.0.0.1:{port}")
            house.enter_context(running(web(port), partial(answers, addresses[-1] + PLAYED), **told))
        yield addresses


class NoWayOn(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_any: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoWayOn)


def key_of(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def offer(address: str, key: str, code: str) -> int:
    """The answer of one process to this code: 302 when it let somebody through, 200 when it asks again."""
    secret = _get_new_csrf_string()
    form = urlencode({"code": code, "csrfmiddlewaretoken": secret}).encode()
    cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={secret}"
    try:
        with OPENER.open(urllib.request.Request(address + PAGE, form, {"Cookie": cookies}), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as other:
        return other.code


def code_of(secret: str) -> str:
    """A code that is right for two seconds more at least."""
    until(lambda: time.time() % 30 < 28)
    return str(format_hotp_value(hotp_value(secret, next(iter(counters())))))


def at_both(doors: list[str], keys: list[str], code: str) -> Counter[int]:
    with ThreadPoolExecutor(2) as hands:
        return Counter(hands.map(offer, doors, keys, [code, code]))


def test_t34_the_same_code_at_two_processes_at_once_lets_in_exactly_one(two_doors: list[str]) -> None:
    for number in range(ROUNDS):
        ana, secret = make_person(phone="+14135550142"), generate_totp_secret()
        TOTP.activate(ana, secret)

        assert at_both(two_doors, [key_of(ana), key_of(ana)], code_of(secret)) == {302: 1, 200: 1}, number


def test_t34_a_recovery_code_at_two_processes_at_once_lets_in_exactly_one(two_doors: list[str]) -> None:
    ana = make_person()
    TOTP.activate(ana, generate_totp_secret())
    codes = RecoveryCodes.activate(ana).generate_codes()

    for code in codes[:5]:
        assert at_both(two_doors, [key_of(ana), key_of(ana)], code) == {302: 1, 200: 1}
    assert Authenticator.objects.get(user=ana, type="recovery_codes").data["used_mask"] == 0b11111
