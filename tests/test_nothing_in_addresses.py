"""What somebody types about a person never stands in an address: browsers, proxies and servers remember addresses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, number_of
from amparo.response.tests.factories import with_powers
from tests.browsers import opened, sign_in

# Forms that are asked by address, and what may be typed or chosen in them: a course, a town, a kind of entry, a count.
BY_ADDRESS = {"training/roster.html", "audit/entry_list.html", "response/quota.html"}


def by_address() -> Iterator[tuple[str, str]]:
    """Every form and every input of the templates that sends what is typed in its address.

    A form that only a script reads is method="dialog": without its script it sends nothing at all.
    """
    for path in sorted(Path(settings.PACKAGE).glob("*/templates/**/*.html")):
        words = path.read_text(encoding="utf-8")
        for found in re.finditer(r"<(form|input|select|textarea)\b[^>]*>", words):
            plain = found[1] == "form" and not re.search(r"method=[\"'](post|dialog)", found[0])
            if plain or (found[1] != "form" and "hx-get" in found[0]) or (found[1] == "form" and "hx-get" in found[0]):
                yield "/".join(path.parts[-2:]), found[0]


def test_only_these_forms_are_asked_by_address() -> None:
    assert {name for name, _tag in by_address()} == BY_ADDRESS


@pytest.fixture
def rosa() -> Person:
    return with_powers(make_person(display_name="Rosa"), Power.MANAGE_PEOPLE)


@pytest.mark.django_db
def test_an_address_with_words_finds_nobody_in_particular(client: Client, rosa: Person) -> None:
    tom = make_person(display_name="Tom")
    client.force_login(rosa)
    session = client.session
    session["demo"] = True
    session.save()

    by_get = client.get("/people/", {"q": number_of(tom)}).content.decode()
    by_post = client.post("/people/", {"q": number_of(tom)}).content.decode()

    assert (">Rosa<" in by_get, ">Tom<" in by_get) == (True, True)
    assert (">Tom<" in by_post, ">Rosa<" in by_post) == (True, False)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_looking_for_a_number_leaves_it_in_no_address(
    chromium: Browser, live_server: LiveServer, rosa: Person, scripts: bool
) -> None:
    tom = make_person(display_name="Tom Kowalczyk")
    for n in range(60):
        make_person(display_name=f"Tomas {n:02}")
    context = opened(chromium, 1280) if scripts else chromium.new_context(java_script_enabled=False)
    sign_in(context, rosa, live_server.url)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + "/people/")

    page.get_by_label("Name, town or whole phone number").fill(number_of(tom))
    if not scripts:
        page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Tomas 01")).to_have_count(0)
    expect(page.get_by_role("link", name="Tom Kowalczyk")).to_be_visible()
    page.get_by_label("Name, town or whole phone number").fill("tomas")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("link", name="Tomas 59")).to_be_visible()
    page.get_by_role("link", name="Tomas 59").click()
    expect(page.get_by_role("heading", name="Tomas 59")).to_be_visible()

    assert not [url for url in asked if "tom" in url.lower() or number_of(tom)[2:] in url]
    context.close()
