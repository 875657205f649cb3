"""The demo's cast with their keys, each at a desk of their own: a browser in which they are signed in."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from amparo.demo.cast import CAST
from amparo.demo.circles import found_circles
from amparo.people.models import Person
from tests.browsers import sign_in
from tests.vault_pages import home, open_keys, phrase_of


class Desk:
    """Somebody at a desk or on a phone, signed in."""

    def __init__(
        self, chromium: Browser, url: str, person: Person, opened: list[BrowserContext], width: int = 320
    ) -> None:
        self.url, self.person = home(url), person
        self.context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en-US")
        opened.append(self.context)
        sign_in(self.context, person, self.url)
        self.page: Page = self.context.new_page()

    def at(self, address: str) -> Page:
        self.page.goto(self.url + address)
        return self.page

    def opens(self) -> None:
        open_keys(self.page, phrase_of(self.person.username))


Sits = Callable[..., Desk]


@pytest.fixture
def cast(transactional_db: None) -> dict[str, Person]:
    """The demo's cast with their keys, and the circles founded."""
    people = {each.slug: Person.objects.create(username=each.slug, display_name=each.name) for each in CAST}
    found_circles()
    return people


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[list[BrowserContext]]:
    contexts: list[BrowserContext] = []
    yield contexts
    for each in contexts:
        each.close()


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer, opened: list[BrowserContext], cast: dict[str, Person]) -> Sits:
    """One of the cast sits down: ``desk("coordinator")``."""
    return lambda slug, **more: Desk(chromium, live_server.url, cast[slug], opened, **more)


def looks_right(page: Page) -> None:
    """Nothing that a reader of screens stumbles on, and nothing beside a narrow screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
