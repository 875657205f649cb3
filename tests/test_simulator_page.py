"""The page with the phones in a real Chromium: every width, both lights, two languages, by keyboard, nothing foreign asked for."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from amparo.simulator.tests.conftest import product, simulator
from amparo.simulator.tests.phones import Product, Simulator
from tests.browsers import opened

__all__ = ["product", "simulator"]
pytestmark = pytest.mark.browser
INBOUND, CHOSEN = "/carrier/voice/inbound/", "/carrier/voice/step/t/need/"


def with_menu(product: Product) -> None:
    product.markup[INBOUND] = (
        f'<Response><Gather numDigits="1" timeout="60" action="{product.url}{CHOSEN}"><Say>Press one.</Say></Gather></Response>'
    )
    product.markup[CHOSEN] = "<Response><Say>Thank you.</Say></Response>"


@pytest.mark.parametrize(
    ("width", "language", "light"),
    [(320, "es", "light"), (320, "pt", "dark"), (1280, "en", "dark"), (768, "ht", "light")],
)
def test_the_phones_are_accessible_at_every_width(
    chromium: Browser, product: Product, simulator: Simulator, width: int, language: str, light: str
) -> None:
    with_menu(product)
    context = opened(chromium, width, light, language)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(f"{simulator.base}/?lang={language}")
    simulator.phone("+14135550190", "call")
    simulator.phone("+14135550190", "text", body="Hola")
    expect(page.locator(".phone").first.locator(".lines li.says")).to_be_visible()

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('button, select, summary')].filter(e => e.offsetHeight && e.offsetHeight < 47).length"
    ) == 0  # fmt: skip
    assert [url for url in asked if not url.startswith(simulator.base)] == []
    assert errors == []
    context.close()


def test_a_visitor_calls_presses_a_key_and_texts_by_keyboard_alone(
    chromium: Browser, product: Product, simulator: Simulator
) -> None:
    with_menu(product)
    context = opened(chromium, 320, "dark", "es")
    page = context.new_page()
    page.goto(f"{simulator.base}/?lang=es")
    phone = page.locator(".phone").first
    expect(phone.locator(".state-words")).to_have_text("En silencio")

    phone.locator("[data-act=call]").focus()
    page.keyboard.press("Enter")
    expect(phone.locator(".state-words")).to_have_text("Espera una tecla")
    assert page.evaluate("document.activeElement.dataset.act") == "hang-up"  # the focus is not lost
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(phone.locator(".lines")).to_contain_text("Oprimió 1")
    expect(phone.locator(".lines")).to_contain_text("La llamada terminó.")
    phone.get_by_label("Mensaje a la red").fill("Hay dos camionetas")
    page.keyboard.press("Enter")

    expect(phone.locator(".thread")).to_contain_text("Hay dos camionetas")
    assert product.at(CHOSEN)[0]["Digits"] == "1"
    context.close()


def test_the_other_phone_rings_is_answered_and_given_to_somebody_else(
    chromium: Browser, product: Product, simulator: Simulator, tmp_path: Path
) -> None:
    product.markup["/carrier/voice/step/t/offer/"] = "<Response><Pause length='600'/></Response>"
    context = opened(chromium, 1280, "light", "en")
    page = context.new_page()
    page.goto(f"{simulator.base}/")
    phone = page.locator(".phone").nth(1)

    simulator.ring("+14135550110", product)
    phone.get_by_role("button", name="Answer").click()
    expect(phone.locator(".state-words")).to_have_text("In a call")
    phone.get_by_role("button", name="Hang up").click()
    expect(phone.locator(".state-words")).to_have_text("Quiet")
    phone.locator("summary").click()
    phone.locator(".who").select_option("+14135550191")

    expect(phone.locator(".number")).to_have_text("+14135550191")
    context.close()
