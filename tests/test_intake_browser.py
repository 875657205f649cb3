"""The intake and the desk in a real Chromium: by keyboard alone, through a killed browser and an ended login, for every reader."""

import time
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.hotline.enums import CallBackWhy, CallState
from amparo.hotline.models import Call, CallBack, Intake
from amparo.hotline.tests.factories import CALLER, make_responder
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report
from amparo.response.tests.factories import make_report
from tests.browsers import opened, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET_SECONDS = 90
KEYS_A_SECOND = 4  # somebody who types while listening


def page_of(
    chromium: Browser, server: LiveServer, person: Person, *, width: int = 1280, light: str = "light", locale: str = "en-US"
) -> Page:  # fmt: skip
    context = opened(chromium, width, light, locale)
    sign_in(context, person, server.url)
    return context.new_page()


@pytest.fixture
def responder() -> Person:
    TownFactory()
    StreetBlockFactory()
    return make_responder("es", language="en")


@pytest.fixture
def call(responder: Person) -> Call:
    return Call.objects.create(
        call_sid=uuid4().hex, number=CALLER, state=CallState.TALKING, language="es", need="now", claimed_by=responder,
        claimed_at=clock.now(),
    )  # fmt: skip


class Hands:
    """Somebody at a keyboard. Counts every key, so that the time it would take is known without sleeping."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def tab_to(self, id: str) -> None:
        for _time in range(20):
            if self.page.evaluate("document.activeElement.id") == id:
                return
            self.press("Tab")
        raise AssertionError(f"{id} is not within twenty tabs")


def saved(page: Page) -> None:
    expect(page.locator("p.saved")).to_have_attribute("data-state", "saved", timeout=20_000)


def test_a_call_is_written_up_by_keyboard_alone_within_ninety_seconds(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    page = page_of(chromium, live_server, responder)
    began = time.monotonic()
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.locator("#main").focus()
    hands = Hands(page)

    hands.tab_to("in-branch_0")
    hands.press("Space")
    hands.tab_to("in-town")
    hands.type("Holyoke")
    hands.tab_to("in-street")
    hands.type("150 High Street")
    hands.tab_to("in-activity")
    hands.type("Three knock at a door")
    hands.tab_to("in-visit_allowed_0")
    hands.press("Space")
    expect(page.locator(".for-door")).to_be_visible()
    hands.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to dispatch")

    report = Report.objects.get()
    assert (report.kind, report.area, report.visit_allowed) == ("door", "High Street", True)
    assert hands.keys / KEYS_A_SECOND + time.monotonic() - began < BUDGET_SECONDS
    page.context.close()


def target_of(page: Page) -> str:
    info = page.context.new_cdp_session(page).send("Target.getTargetInfo")
    return str(info["targetInfo"]["targetId"])


def test_what_was_typed_survives_a_killed_browser(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    address = f"{live_server.url}/hotline/intakes/{call.pk}/"
    page = page_of(chromium, live_server, responder)
    page.goto(address)
    page.get_by_role("radio", name="On the street").check()
    page.locator("#in-town").fill("Holyoke")
    page.locator("#in-activity").fill("Two stop a car")
    saved(page)
    browser = page.context.browser
    assert browser is not None
    browser.new_browser_cdp_session().send("Target.closeTarget", {"targetId": target_of(page)})
    page.context.close()

    again = page_of(chromium, live_server, responder)
    again.goto(address)

    expect(again.locator("#in-activity")).to_have_value("Two stop a car")
    expect(again.get_by_role("radio", name="On the street")).to_be_checked()
    again.context.close()


def test_an_ended_login_loses_nothing_and_a_new_one_saves_it(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    page = page_of(chromium, live_server, responder)
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.locator("#in-activity").fill("Two stop a car")
    expect(page.locator("p.saved")).to_have_attribute("data-state", "login", timeout=10_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#in-activity")).to_have_value("Two stop a car")
    sign_in(page.context, responder, live_server.url)
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": "a" * 32, "url": live_server.url}])
    page.locator("#in-town").fill("Holyoke")
    saved(page)

    assert Intake.objects.get().sighting["activity"] == "Two stop a car"
    page.context.close()


def test_a_lost_form_token_is_fetched_anew_and_the_words_are_saved(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    page = page_of(chromium, live_server, responder)
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    page.locator("#in-activity").fill("Two stop a car")
    saved(page)

    assert Intake.objects.get().sighting["activity"] == "Two stop a car"
    page.context.close()


def test_a_button_pressed_after_the_login_was_lost_swallows_no_word_and_works_after_the_next_login(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    page = page_of(chromium, live_server, responder)
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.get_by_role("radio", name="At work").check()
    page.locator("#in-town").fill("Holyoke")
    page.locator("#in-street").fill("High Street")
    saved(page)
    page.context.clear_cookies()

    page.locator("#in-activity").fill("Two wait at the gate")
    page.get_by_role("button", name="Send to dispatch").click()
    expect(page.locator("p.saved")).to_contain_text("Your login has ended", timeout=10_000)
    expect(page.locator("#in-activity")).to_have_value("Two wait at the gate")
    sign_in(page.context, responder, live_server.url)
    saved(page)
    assert Intake.objects.get().sighting["activity"] == "Two wait at the gate"
    page.get_by_role("button", name="Send to dispatch").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to dispatch")
    page.context.close()


def test_a_refused_word_is_named_while_typing_and_stays_in_its_field(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    page = page_of(chromium, live_server, responder)
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")

    page.locator("#in-town").fill("Holyoke")
    page.locator("#in-activity").fill("He is undocumented")

    expect(page.locator("p.saved")).to_contain_text("Please take out", timeout=10_000)
    expect(page.locator("#in-activity")).to_have_value("He is undocumented")
    assert Intake.objects.get().town == "Holyoke"
    page.context.close()


def test_the_pin_is_set_by_arrows_and_the_same_event_is_offered_at_once(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    make_report(make_person(), lat=42.2043, lon=-72.6162)
    page = page_of(chromium, live_server, responder)
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.locator("#in-town").fill("Holyoke")
    page.locator("#in-street").fill("by the old mill")
    expect(page.locator("#found")).to_contain_text("We do not find", timeout=10_000)

    page.locator("#pin summary").press("Enter")
    page.locator("#pin-map").press("ArrowRight")

    expect(page.locator("#found")).to_contain_text("The same event?", timeout=10_000)
    page.get_by_role("button", name="Add to it").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.context.close()


def test_without_scripts_a_call_is_written_up_as_well(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call
) -> None:  # fmt: skip
    context = chromium.new_context(java_script_enabled=False)
    sign_in(context, responder, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/hotline/intakes/{call.pk}/")
    page.get_by_role("radio", name="At work").check()
    page.locator("#in-town").fill("Holyoke")
    page.locator("#in-street").fill("High Street")
    page.locator("#in-activity").fill("Two wait at the gate")

    page.get_by_role("button", name="Send to dispatch").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to dispatch")
    context.close()


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("width", "locale"), [(320, "es-ES"), (1280, "en-US")])
def test_every_page_of_the_hotline_is_accessible_and_fits(
    chromium: Browser, live_server: LiveServer, responder: Person, call: Call, width: int, light: str, locale: str
) -> None:  # fmt: skip
    item = CallBack.objects.create(
        origin=uuid4(), number=CALLER, index="x" * 32, language="es", why=CallBackWhy.MESSAGE, due_at=clock.ahead(minutes=9),
        owner=responder,
    )  # fmt: skip
    Call.objects.create(call_sid=uuid4().hex, state=CallState.WAITING, language="es", waiting_since=clock.now())
    closed = Intake.objects.create(origin=uuid4(), by=responder, outcome="informed", closed_at=clock.now())
    Intake.objects.create(origin=call.pk, by=responder, town="Holyoke", branch="door", language="es")
    page = page_of(chromium, live_server, responder, width=width, light=light, locale=locale)

    for address in ("", f"intakes/{call.pk}/", f"intakes/{closed.origin}/", f"call-backs/{item.pk}/"):
        page.goto(f"{live_server.url}/hotline/{address}")
        for each in page.locator("details:visible > summary").all():
            each.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
