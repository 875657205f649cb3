"""T32: another site cannot make somebody's browser act here, nor listen to our boards."""

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from amparo.config.live import Hub, _serve
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from tests.security.hands import at_work
from tests.test_crawl import name_of, routes

pytestmark = pytest.mark.django_db
METHODS = ("post", "put", "patch", "delete")
ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Origin": "https://evil.example"},
    "a site with a like name": {"Origin": "https://testserver.evil.example"},
    "another port": {"Origin": "https://testserver:8443"},
    "a page that hides": {"Origin": "null"},
    "nobody says where": {},
    "only a foreign page": {"Referer": "https://evil.example/testserver/"},
}
# They know no account: what they do is asked for by a secret in the address or in the form, and a foreign page gains nothing.
WITHOUT_ACCOUNT = {
    "amparo.response.views.places.place", "amparo.letterbox.views.report", "amparo.letterbox.views.erasure",
}  # fmt: skip


def strict(person: Person) -> Client:
    """A browser at work, over TLS, with the right token in its cookie."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = at_work(person).cookies
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


def doors() -> list[str]:
    """One address of each route that is not for strangers, ids filled with nothing that exists."""
    found = []
    for route, view in routes():
        if name_of(view) not in WITHOUT_ACCOUNT:
            parts = ["00000000-0000-4000-8000-000000000000" if "uuid" in part else "1" if "<" in part else part
                     for part in route.split("/")]  # fmt: skip
            found.append("/".join(parts))
    return found


@pytest.mark.parametrize("where", ELSEWHERE)
def test_t32_no_method_from_elsewhere_gets_to_any_door(where: str) -> None:
    client, wrong = strict(make_person()), []
    for address in doors():
        for method in METHODS:
            headers = {**ELSEWHERE[where], "X-CSRFToken": "a" * 32}
            answer = getattr(client, method)(address, secure=True, headers=headers)
            wrong += [] if answer.status_code == 403 else [(address, method, answer.status_code)]

    assert not wrong


def test_t32_only_what_knows_no_account_takes_a_form_without_a_token() -> None:
    assert {name_of(view) for _route, view in routes() if getattr(view, "csrf_exempt", False)} == WITHOUT_ACCOUNT


def test_t32_without_the_token_our_own_pages_are_refused_and_with_it_they_are_not() -> None:
    client, ours = strict(make_person()), {"Origin": "https://testserver"}

    without = client.post("/people/me/snooze/", {"for": "day"}, secure=True, headers=ours)
    wrong = client.post("/people/me/snooze/", {"for": "day"}, secure=True, headers={**ours, "X-CSRFToken": "b" * 32})
    right = client.post("/people/me/snooze/", {"for": "day"}, secure=True, headers={**ours, "X-CSRFToken": "a" * 32})

    assert (without.status_code, wrong.status_code, right.status_code) == (403, 403, 302)


def test_t32_cookies_are_not_sent_from_elsewhere(settings: Settings) -> None:
    assert {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} <= {"Lax", "Strict"}
    answer = at_work(make_person()).get("/people/me/")
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def asked_of_the_boards(method: str, **headers: str) -> int:
    """What the live door answers, before it looks for a session; 403 is a refusal, and without a session all are refused."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    class Known(Hub):
        """A house in which every session is good: what is refused is refused for where it comes from."""

        async def valid_sessions(self, keys: list[str]) -> dict[str, frozenset[str]]:
            return {key: frozenset({"response.dispatch"}) for key in keys}

    raw = {"cookie": f"{settings.SESSION_COOKIE_NAME}=k", **headers}
    scope = {"type": "http", "path": "/", "method": method,
             "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in raw.items()]}  # fmt: skip
    asyncio.run(_serve(Known(), scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(("headers", "status"), [
    ({"origin": "OURS"}, 200), ({"sec_fetch_site": "same-origin"}, 200), ({"referer": "OURS/response/"}, 200),
    ({}, 403), ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"sec_fetch_site": "cross-site"}, 403),
    ({"sec_fetch_site": "same-site"}, 403), ({"sec_fetch_site": "none"}, 403), ({"referer": "OURS.evil.example/"}, 403),
    ({"origin": "https://evil.example", "sec_fetch_site": "same-origin"}, 403),
])  # fmt: skip
def test_t32_only_our_own_pages_listen_to_the_boards(headers: dict[str, str], status: int) -> None:
    said = {name: value.replace("OURS", settings.PUBLIC_URL) for name, value in headers.items()}

    assert asked_of_the_boards("GET", **said) == status
    assert asked_of_the_boards("POST", **said) == 403
