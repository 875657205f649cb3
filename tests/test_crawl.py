"""Every page of every room, asked by everybody of the cast in every language: it opens as the powers say, or it does not exist."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from amparo.audit.models import Entry
from amparo.demo.cast import CAST
from amparo.demo.seed import seed
from amparo.governance.models import Body, Mandate
from amparo.people.models import ContactPoint, Person

pytestmark = pytest.mark.django_db
ROOMS = ("people", "governance", "training", "rota", "outbox", "audit", "core")
STRANGERS_MAY = {"/help/", "/language/", "/style/"}
POST_ONLY = re.compile(r"(removal|closure|reveal|invitation|revocation|cancellations/[^/]+|first|code|snooze|quiet-hours|languages"
                       r"|channels|numbers|end|on|off|break|consents/[^/]+|verification|language)/$")  # fmt: skip


def patterns(found: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, here)
        else:
            yield here, each


def addresses() -> list[str]:
    """The addresses of our rooms that show something, with ids of the seeded network filled in."""
    person = Person.objects.get(username="responder")
    mandate, body = Mandate.objects.filter(person=person).first(), Body.objects.first()
    point = ContactPoint.objects.filter(owners=person).first()
    assert mandate is not None
    assert body is not None
    assert point is not None
    found = []
    for route, pattern in patterns(get_resolver().url_patterns):
        view = resolve_room(pattern)
        if view not in ROOMS or (POST_ONLY.search(route) and "mandates/" not in route and not route.endswith("/new/")):
            continue
        address = route.replace("<uuid:number>", str(point.pk)).replace("<slug:word>", "nothing")
        address = address.replace("bodies/<uuid:public_id>", f"bodies/{body.pk}")
        address = address.replace("mandates/<uuid:public_id>", f"mandates/{mandate.pk}")
        found.append(address.replace("<uuid:public_id>", str(person.pk)))
    return found


def resolve_room(pattern: URLPattern) -> str:
    module: str = pattern.callback.__module__
    names = {"amparo.messaging.views": "outbox", "amparo.audit.views": "audit"}
    return names.get(module) or (module.split(".")[1] if module.startswith("amparo.") else "")


@pytest.fixture
def network() -> None:
    seed()


@pytest.mark.parametrize("slug", [each.slug for each in CAST])
def test_every_page_opens_as_the_powers_say(network: None, client: Client, slug: str) -> None:
    client.post(f"/demo/login/{slug}/")
    mine = {str(power) for each in CAST if each.slug == slug for power in each.powers}

    for address in addresses():
        wanted = {str(power) for power in getattr(resolve(address).func, "needs_powers", ())}
        opens = not wanted or bool(wanted & mine)
        got = client.get(address).status_code
        foreign = "/me/numbers/" in address and slug != "responder"
        assert got == (404 if foreign or "/welcome/" in address or not opens else 200), (address, slug, got)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_page_speaks_every_language_and_leaves_no_table_blank(
    network: None, client: Client, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for slug in ("coordinator", "technology", "dispatcher"):
        client.post(f"/demo/login/{slug}/")
        for address in addresses():
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            page = unescape(answer.content.decode())
            assert answer.headers["Content-Language"].lower() == language, address
            assert '<ul class="lines" data-rows></ul>' not in page, address
            assert re.search(r"<h1>\s*\S", page) or "<h2>" in page, address
            assert not re.search(r"<(script|style)(?![^>]*(src=|type=\"application/json\"))[^>]*>\s*\S", page), address
            assert not re.search(r'\s(style|on\w+)="', page), address


def test_strangers_see_the_door_and_nothing_else(network: None, client: Client) -> None:
    for address in addresses():
        answer = client.get(address)
        if address in STRANGERS_MAY or "/welcome/" in address:
            assert answer.status_code in {200, 404}, address
        else:
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/"), address


@pytest.mark.parametrize(("slug", "address", "most"), [
    ("coordinator", "/people/", 14), ("coordinator", "/training/roster/", 14), ("dispatcher", "/rota/", 40),
    ("technology", "/people/audit/", 16), ("technology", "/messages/", 16), ("responder", "/people/me/", 20),
])  # fmt: skip
def test_a_page_of_the_full_network_needs_few_queries(
    network: None, client: Client, slug: str, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    client.post(f"/demo/login/{slug}/")
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_a_number_is_shown_only_with_a_reason_and_the_look_is_written_down(client: Client) -> None:
    seed()
    client.post("/demo/login/coordinator/")
    tom = Person.objects.get(username="responder")
    point = ContactPoint.objects.get(owners=tom)
    address, number = f"/people/{tom.pk}/numbers/{point.pk}/reveal/", point.value.reveal()

    closed = client.get(f"/people/{tom.pk}/").content.decode()
    without = client.post(address, {"reason": " "})
    shown = client.post(address, {"reason": "his phone fell in the river"}).content.decode()

    assert number not in closed
    assert (without.status_code, number in without.content.decode(), number in shown) == (422, False, True)
    assert Entry.objects.filter(verb="contact.revealed", subject=str(point.pk)).count() == 1
    assert "river" not in str(list(Entry.objects.values_list("detail", flat=True)))
