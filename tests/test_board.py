"""The board in two real browsers beside a real live process: what one dispatcher does, the other sees within a second."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core.board import publish
from amparo.governance.enums import Power
from amparo.people.actions import lock_everyone
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.models import Ask, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_report, make_responder, with_powers
from tests.browsers import opened, sign_in
from tests.processes import answers, database_url, free_port, running
from tests.processes import live as serve_live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Page]


@pytest.fixture
def live(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """A live process that trusts the pages of this test's web server."""
    address = f"http://localhost:{(port := free_port())}"
    settings.LIVE_URL = address
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", address]}}
    told = {"DATABASE_URL": database_url(), "AMPARO_PUBLIC_URL": live_server.url}
    with running(serve_live(port), lambda: answers(address + "/health/"), **told):
        yield address


@pytest.fixture
def enter(chromium: Browser, live_server: LiveServer, live: str) -> Iterator[Enter]:
    """Open a page as somebody, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def come_in(
        person: Person, address: str, *, width: int = 1280, light: str = "light", language: str = "en-US"
    ) -> Page:
        context = opened(chromium, width, light, language)
        contexts.append(context)
        sign_in(context, person, live_server.url)
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    yield come_in
    for context in contexts:
        context.close()


@pytest.fixture
def dispatchers() -> list[Person]:
    return [with_powers(make_person(display_name=name), Power.DISPATCH, Power.VERIFY) for name in ("June", "Ana")]


def streaming(page: Page) -> None:
    """Wait until this page's stream is open: it has heard of something."""
    page.evaluate("document.body.addEventListener('live:outbox', () => { document.body.dataset.heard = '1' })")
    for _n in range(50):
        publish("outbox")
        page.wait_for_timeout(100)
        if page.locator("body[data-heard]").count():
            return
    raise AssertionError("the stream is not open")


def test_what_one_dispatcher_does_the_other_sees_within_a_second(enter: Enter, dispatchers: list[Person]) -> None:
    report = make_report(make_person(), town="Chicopee", area="Front Street")
    first, second = (enter(person, "/response/") for person in dispatchers)
    streaming(second)
    card = second.locator(f"#report-{report.pk}")
    expect(card).to_contain_text("New")

    first.get_by_role("link", name="Chicopee · Front Street").click()
    first.get_by_role("button", name="I am checking it").click()
    before = time.monotonic()
    expect(card).to_contain_text("Being checked")

    assert time.monotonic() - before < 1.0


def test_a_card_under_the_pointer_waits_and_an_alarm_comes_at_once(enter: Enter, dispatchers: list[Person]) -> None:
    report = make_confirmed_report(make_person(), dispatchers[0])
    people = [make_responder(), make_responder()]
    activation = activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatchers[0])
    page = enter(dispatchers[1], "/response/")
    streaming(page)
    page.locator(f"#report-{report.pk}").hover(position={"x": 30, "y": 6})  # the alarm above pushes it away from there

    record_answer(Ask.objects.get(person=people[0]), heard=Heard(Reply(Got.GOING)), by=None)
    record_answer(Ask.objects.get(person=people[0]), heard=Heard(Reply(Got.HELP)), by=None)

    expect(page.locator("#board-news")).to_contain_text("Somebody needs help", timeout=9_000)
    expect(page.locator("[data-waiting]").first).to_be_visible()
    page.wait_for_function("document.querySelector('#board-news .card:hover')")
    record_answer(Ask.objects.get(person=people[1]), heard=Heard(Reply(Got.GOING)), by=None)
    expect(page.locator("#out-title")).to_contain_text("2")
    expect(page.locator(f"#report-{report.pk}")).not_to_contain_text("may be in danger")
    page.mouse.move(5, 5)
    expect(page.locator(f"#report-{report.pk}")).to_contain_text("may be in danger")
    page.get_by_role("button", name="I have it").click()
    page.wait_for_url(f"**/response/activations/{activation.pk}/")


def test_from_the_board_to_people_asked_by_keyboard_alone_in_spanish(enter: Enter, dispatchers: list[Person]) -> None:
    report = make_confirmed_report(make_person(), dispatchers[0])
    for courses in (("lead",), ("documenting",), ("documenting",), (), ()):
        make_responder(*courses, language="es")
    page = enter(dispatchers[0], "/response/", width=320, light="dark", language="es-ES")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/response/reports/{report.pk}/")
    page.keyboard.press("a")
    page.wait_for_url("**/quota/")
    page.keyboard.press("s")
    page.wait_for_url("**/choice/**")
    page.keyboard.press("a")
    page.wait_for_url("**/response/activations/**")

    assert Ask.objects.count() == 5
    expect(page.get_by_text("Nunca bloqueamos").first).to_be_visible()


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(320, "es-ES"), (1280, "en-US")])
def test_the_pages_are_accessible_and_fit(
    enter: Enter, live_server: LiveServer, dispatchers: list[Person], width: int, language: str, light: str
) -> None:
    report = _busy_house(dispatchers[0])
    ask = Ask.objects.filter(state="going").first()
    assert ask is not None
    page = enter(dispatchers[0], "/response/", width=width, light=light, language=language)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    new = Report.objects.get(state="new")

    for address in (
        "/response/", "/response/past/", f"/response/reports/{report.pk}/", f"/response/reports/{new.pk}/",
        f"/response/reports/{new.pk}/quota/", f"/response/reports/{new.pk}/choice/?purpose=verify&verifier=2&radius_km=15",
        f"/response/activations/{ask.activation_id}/", f"/response/activations/{ask.activation_id}/ending/",
        f"/response/asks/{ask.pk}/answer/", f"/response/p/{ask.link}",
    ):  # fmt: skip
        page.goto(live_server.url + address)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert [url for url in asked if not url.startswith("http://localhost:")] == []


def _busy_house(dispatcher: Person) -> Report:
    report = make_confirmed_report(make_person(), dispatcher)
    people = [make_responder() for _n in range(4)]
    make_report(make_person(), area="Maple Street")
    activate(report, purpose="send", wishes=[Wish("observer", 2), Wish("lead", 1)], radius_km=15, by=dispatcher)
    for person, got in zip(people, (Got.GOING, Got.UNCLEAR, Got.CANNOT), strict=False):
        record_answer(Ask.objects.get(person=person), heard=Heard(Reply(got), "maybe"), by=None)
    return report


def test_a_board_whose_session_was_ended_shows_the_sign_in_page(enter: Enter) -> None:
    june = with_powers(make_person(), Power.DISPATCH)
    page = enter(june, "/response/")
    expect(page.get_by_role("heading", name="Board")).to_be_visible()

    lock_everyone(make_person(), keep=None)

    page.wait_for_url("**/account/login/**", timeout=8_000)
    expect(page.get_by_role("heading", name="Board")).to_have_count(0)
