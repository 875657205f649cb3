"""Page objects for stories told in a browser: the same person works by mouse or by keyboard alone."""

import json
import re
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from playwright.sync_api import Browser, Locator, Page

T = TypeVar("T")
ACCOUNT, TOKEN = "AC" + "0" * 32, "demo-carrier-token"
MOST_TABS = 150


def until(wanted: Callable[[], T], seconds: float = 30.0) -> T:
    """What is wanted, as soon as it is there."""
    end = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)
    return found


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


@dataclass
class Phones:
    """The simulated carrier's phones, pressed as a visitor presses them, and its own list of texts."""

    address: str

    def press(self, path: str, **said: object) -> None:
        request = urllib.request.Request(
            self.address + path, json.dumps(said).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=10).close()

    def of(self, number: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}/phones/{quote(number)}", timeout=10) as answer:
            return dict(json.load(answer))

    def doing(self, number: str) -> str:
        """What the phone does: "ringing", "gathering", "talking", or nothing."""
        call = self.of(number)["call"] or {}
        return str(call.get("doing") or "")

    def text(self, number: str, body: str) -> None:
        self.press(f"/phones/{number}/text", body=body)

    def texts(self) -> list[tuple[str, str]]:
        """All texts the network handed over: to whom, and the words; oldest first."""
        pair = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        url = f"{self.address}/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=1000"
        request = urllib.request.Request(url, headers={"Authorization": f"Basic {pair}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            rows = json.load(answer)["messages"]
        return [(row["to"], row["body"]) for row in reversed(rows) if row["direction"] != "inbound"]

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
