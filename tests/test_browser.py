"""The demo's door in a real Chromium: every width, both lights, nothing foreign asked for, nothing inaccessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from amparo.demo.seed import seed
from tests.browsers import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(320, "es-ES"), (1280, "en-US"), (768, "pt-BR")])
def test_open_pages_are_accessible_and_ask_nobody_else(
    chromium: Browser, live_server: LiveServer, width: int, light: str, language: str
) -> None:
    context = opened(chromium, width, light, language)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for address in ("/demo/", "/help/", "/account/login/"):
        page.goto(live_server.url + address)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert [url for url in asked if not url.startswith(live_server.url)] == []
    context.close()


def test_a_visitor_becomes_the_dispatcher_by_keyboard_in_spanish(chromium: Browser, live_server: LiveServer) -> None:
    seed()
    context = opened(chromium, 320, "dark", "es-ES")
    page = context.new_page()

    page.goto(live_server.url + "/demo/")
    page.get_by_role("button", name="Despacho").focus()
    page.keyboard.press("Enter")

    page.wait_for_url(lambda url: "/demo/" not in url)
    assert page.get_by_role("heading", level=1).inner_text() == "Tablero"
    context.close()


def test_the_words_of_every_language_are_compiled() -> None:
    call_command("check", verbosity=0)
    from amparo.config.cli.languages import LOCALE

    assert {path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/django.mo")} == {"es", "pt_BR", "ht"}
