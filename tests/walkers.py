"""Page objects for stories told in a browser: the same person works by mouse or by keyboard alone."""

import re
import urllib.request
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from amparo.simulator.tests.phones import Simulator, send

MOST_TABS = 150


@dataclass
class Hands:
    """How a person works a page: ``mouse`` clicks, ``keyboard`` walks with Tab and presses keys, and never touches a mouse."""

    page: Page
    by: str

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""
        target.wait_for()
        if self.by == "mouse":
            target.click()
            return
        self._walk_to(target)
        self.page.keyboard.press("Enter")

    def choose(self, group: str, value: str) -> None:
        """Choose one of a group of radio buttons; the last one when no value is named."""
        radios = self.page.locator(f"input[type=radio][name={group}]")
        wanted = radios.last if not value else self.page.locator(f"input[name={group}][value={value}]")
        if self.by == "mouse":
            wanted.check()
            return
        self._walk_to(radios.locator("visible=true"), any_of=True)
        self.page.keyboard.press("Space")
        for _step in range(radios.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def write(self, name: str, words: str) -> None:
        """Write into a field, in place of what stands there."""
        target = self.page.locator(f"[name={name}]").first
        if self.by == "mouse":
            target.fill(words)
            return
        self._walk_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def _walk_to(self, target: Locator, *, any_of: bool = False) -> None:
        """Press Tab until this has the focus; everything must be reachable so."""
        found = target if any_of else target.first
        for _tab in range(MOST_TABS):
            if any(each.evaluate("it => it === document.activeElement") for each in found.all()):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the keyboard does not reach it")


class Phones(Simulator):
    """The phones of a demo's carrier, and all that came to them."""

    def texts(self) -> list[tuple[str, str]]:
        """All texts that came to a phone: to whom, and the words; oldest first. The house deletes the carrier's copies."""
        phones: Any = send(urllib.request.Request(self.base + "/phones"))[1]["phones"]
        came = sorted(
            (text["id"], each["number"], text["words"])
            for each in phones
            for text in each["thread"]
            if not text["mine"]
        )
        return [(number, words) for _id, number, words in came]

    def asked(self, *, since: int = 0) -> list[tuple[str, str]]:
        """Who was asked to go, and the letter: each number once, in the order of the texts."""
        found = {}
        for number, words in self.texts()[since:]:
            if letter := re.search(r"\b([A-H])1\b.*\b\1[2]\b", words):
                found[number] = letter[1]
        return list(found.items())


def signed_in(browser: Browser, address: str, slug: str, *, width: int, language: str) -> Page:
    """A browser of its own in which one of the cast is signed in by the demo's one click."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    page.goto(f"{address}/demo/")
    page.locator(f"form[action*='/{slug}/'] button").first.click()
    page.wait_for_url(lambda url: "/demo/" not in url)
    return page
