"""The demo's cast with their keys, each at a desk of their own: a browser in which they are signed in."""

import json
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core.sealed import Place, close_for
from amparo.demo.cast import CAST
from amparo.demo.circles import found_circles
from amparo.people.models import Person
from amparo.vault.models import Circle, Key, Note
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

    def asks(self, address: str, body: object = None) -> tuple[int, str]:
        """What the house answers to a request that no page makes, from this desk."""
        said = self.page.evaluate(
            """async ([address, body]) => {
                const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
                const answer = await fetch(address, body ? { method: "POST", body, headers: { "X-CSRFToken": token } } : {});
                return [answer.status, await answer.text()]; }""",
            [address, json.dumps(body) if body is not None else None],
        )
        return said[0], said[1]

    def opens_door(self) -> None:
        """Open one's keys in the door that stands over the page; the demo has filled in the words."""
        door = self.page.get_by_role("dialog")
        door.get_by_role("button", name="Open with my words").click()
        expect(door).to_be_hidden()

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


def note(circle: str, words: str, *, key: Key | None = None) -> Note:
    """A note of this circle, closed to its living key or to another."""
    found = Circle.objects.get(name=circle)
    living = key or found.keys.get(retired_at=None)
    id = uuid4()
    closed = close_for([living.recipient], words, place=Place("vault_note", "words", id))
    return Note.objects.create(id=id, circle=found, key=living.pk, words=closed)


def looks_right(page: Page) -> None:
    """Nothing that a reader of screens stumbles on, and nothing beside a narrow screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def living(circle: str) -> Key:
    """The key that a circle closes with now."""
    return Key.objects.get(circle__name=circle, retired_at=None)


def presses(who: Desk, button: str) -> None:
    """Press, and open the keys when the page asks for them."""
    who.page.get_by_role("button", name=button).click()
    who.opens_door()


def removes(who: Desk, circle: str, person: Person, *, cause: bool = False) -> None:
    """Take somebody out of a circle, on its page."""
    page = who.at(f"/vault/circles/{circle}/")
    row = page.locator(f"#member-{person.pk}")
    row.get_by_text("Remove", exact=True).click()
    if cause:
        row.get_by_label("We no longer trust them").check()
    presses(who, "Remove from this circle")
    expect(page.get_by_text("Removed. From now on this circle closes with a new key.")).to_be_visible()
