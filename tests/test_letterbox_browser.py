"""The report page in a real browser: the story leaves it closed, it works without JavaScript, it is light, and it can be left."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from amparo.geo.tests.factories import TownFactory
from amparo.letterbox.models import Letter
from amparo.response.models import Report
from tests.browsers import opened
from tests.opened import words_of
from tools.vendor_age.closing import CLOSE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORY = "canary-8Kp: mi vecino está solo con los niños"


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    TownFactory()
    context = opened(chromium, 320)
    page = context.new_page()
    page.goto(live_server.url + "/report/")
    yield page
    context.close()


def tells(page: Page) -> None:
    page.get_by_label("On the street").check()
    page.get_by_label("Town").fill("Holyoke")
    page.get_by_label("What happened, in your own words").fill(STORY)


def test_the_story_leaves_the_browser_closed_and_the_code_erases_it(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    expect(page.get_by_text("locked here on your device")).to_be_visible()
    tells(page)

    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

    assert len(sent) == 1
    assert "canary-8Kp" not in sent[0]
    assert "story" not in parse_qs(sent[0])
    assert words_of(Letter.objects.get(), "story") == STORY
    code = page.locator(".place").inner_text()
    page.get_by_role("link", name="Erase my report").click()
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert (Letter.objects.get().story, Report.objects.get().state) == (None, "past")


def test_without_javascript_it_is_closed_on_arrival_and_the_page_says_so(
    chromium: Browser, live_server: LiveServer
) -> None:
    TownFactory()
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(live_server.url + "/report/")
        expect(page.get_by_text("locked when it arrives at our server")).to_be_visible()
        expect(page.get_by_text("locked here on your device")).to_be_hidden()
        tells(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

    assert words_of(Letter.objects.get(), "story") == STORY


def test_a_browser_without_the_curve_sends_it_to_be_closed_on_arrival(
    chromium: Browser, live_server: LiveServer
) -> None:
    TownFactory()
    with chromium.new_context() as context:
        context.add_init_script(
            "crypto.subtle.importKey = () => Promise.reject(new DOMException('x', 'NotSupportedError'))"
        )
        page = context.new_page()
        page.goto(live_server.url + "/report/")
        expect(page.get_by_text("locked when it arrives at our server")).to_be_visible()
        tells(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

    assert words_of(Letter.objects.get(), "story") == STORY


@pytest.mark.parametrize("how", ["button", "escape"])
def test_leaving_quickly_leaves_no_page_of_ours_in_the_history(
    chromium: Browser, live_server: LiveServer, settings: Settings, how: str
) -> None:
    TownFactory()
    settings.QUICK_EXIT = live_server.url + "/help/"
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(live_server.url + "/language/")
        page.goto(live_server.url + "/report/")
        tells(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

        if how == "button":
            page.get_by_role("link", name="Leave quickly").click()
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        page.wait_for_url("**/help/")
        page.go_back()

        assert "/report/" not in page.url


def test_everything_that_the_page_fetches_is_at_most_thirty_kilobytes(page: Page) -> None:
    """As it travels: static files are sent compressed, the page itself as it is."""
    fetched: list[Request] = []

    def note(request: Request) -> None:
        fetched.append(request)

    page.wait_for_load_state("networkidle")
    page.on("requestfinished", note)
    page.reload(wait_until="networkidle")

    weights = {}
    for request in fetched:
        path, answer = urlsplit(request.url).path, request.response()
        assert answer is not None
        weights[path] = len(gzip.compress(answer.body(), 9)) if path.startswith("/static/") else len(answer.body())

    assert "/static/letterbox/close.js" in weights
    assert sum(weights.values()) <= 30 * 1024, weights


def test_the_closing_part_of_the_library_is_the_one_that_was_recorded() -> None:
    found = finders.find("letterbox/close.js")
    assert found == str(CLOSE.path)
    recorded = re.search(r"^sha256: (\w{64})$", CLOSE.notice.read_text("utf-8"), flags=re.M)
    assert recorded is not None
    assert hashlib.sha256(CLOSE.path.read_bytes()).hexdigest() == recorded[1]
    assert b"AGE-SECRET-KEY" not in CLOSE.path.read_bytes(), "what opens was left out"
