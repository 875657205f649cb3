"""Six in the morning in Holyoke, from the first ring to the last "home safe", in the house that `make demo` starts.

Told twice: by mouse on a desk in English, and by keyboard alone at 320 px in Spanish. Callers and responders are phones of the
simulated carrier; nothing here reaches into the house.
"""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amparo.config import embedded
from tests.houses import Started, apart
from tests.processes import three_free_ports
from tests.waiting import until
from tests.walkers import Hands, Phones, signed_in

pytestmark = pytest.mark.browser
CALLER, MARISOL = "+14135550190", "+14135550110"
PICTURES = os.environ.get("AMPARO_PICTURES", "")


@pytest.fixture(scope="module")
def house() -> Iterator[Started]:
    with apart() as folder:
        started = Started(folder, three_free_ports())
        started.start()
        assert started.status("/demo/") == 200
        yield started
        started.end(signal.SIGINT)
        embedded.stop(started.var)


class Story:
    """One telling: the people, their hands, and the phones."""

    def __init__(self, house: Started, browser: Browser, by: str, width: int, language: str) -> None:
        self.address, self.by, self.name = f"http://localhost:{house.port}", by, f"{width}-{language[:2]}"
        self.phones = Phones(house.port + 13)
        until(lambda: self.phones.seen(CALLER))
        self.responder = signed_in(browser, self.address, "hotline", width=width, language=language)
        self.dispatcher = signed_in(browser, self.address, "dispatcher", width=width, language=language)
        self.pictures = 0

    def hands(self, page: Page) -> Hands:
        return Hands(page, self.by)

    def picture(self, page: Page, name: str) -> None:
        """Keep a picture for the README when a folder is named."""
        if PICTURES:
            self.pictures += 1
            file = Path(PICTURES) / f"{self.name}-{self.pictures:02}-{name}.png"
            page.screenshot(path=file, full_page=True, animations="disabled")

    def a_caller_reaches_a_person(self) -> None:
        """A call comes in; one key for the language, one for the need; whoever speaks it is rung and takes it with 1."""
        self.phones.phone(CALLER, "call")
        for key in ("2", "1"):
            asked = len(self.phones.seen(CALLER)["lines"])
            until(lambda: self.phones.doing(CALLER) == "gathering")
            self.phones.phone(CALLER, "keys", keys=key)
            until(lambda asked=asked: len(self.phones.seen(CALLER)["lines"]) > asked + 1)
        until(lambda: self.phones.doing(MARISOL) == "ringing")
        self.picture(self.responder, "a-call-waits")
        self.phones.phone(MARISOL, "answer")
        until(lambda: self.phones.doing(MARISOL) == "gathering")
        self.phones.phone(MARISOL, "keys", keys="1")
        until(lambda: self.phones.doing(CALLER) == "talking" and self.phones.doing(MARISOL) == "talking")
        self.responder.wait_for_url("**/hotline/intakes/**")

    def writes_it_down_and_sends_it(self) -> None:
        """The intake opens by itself; six fields and one press hand it to dispatch."""
        hands = self.hands(self.responder)
        hands.choose("branch", "street")
        hands.write("town", "Holyoke")
        hands.write("minutes_ago", "5")
        hands.write("street", "Cabot St & High St" if self.by == "mouse" else "Maple St & Appleton St")
        hands.write("landmark", "In front of the laundry")
        hands.write("activity", "Six people with vests knock at a door")
        hands.write("size", "6")
        self.picture(self.responder, "intake")
        hands.press(self.responder.locator("button[name=wish][value=send]"))
        form, only_town = self.responder.locator("form#intake"), self.responder.locator("#pick-town")
        until(lambda: only_town.count() or not form.count())
        if only_town.count():  # the bundled places know no streets
            self.picture(self.responder, "intake-place")
            hands.choose("pick", "")
            hands.press(self.responder.locator("button[name=wish][value=send]"))
        expect(form).to_have_count(0)
        self.picture(self.responder, "intake-sent")
        self.phones.phone(CALLER, "hang-up")
        until(lambda: not self.phones.seen(MARISOL)["call"])

    def a_pair_goes_and_looks(self) -> list[tuple[str, str]]:
        """The report stands on the board by itself; two verifiers are asked, go, and see it."""
        page, hands = self.dispatcher, self.hands(self.dispatcher)
        card = page.locator("article.incident.unverified").first
        expect(card).to_be_visible()
        self.picture(page, "board")
        hands.press(card.locator("a[href*='/quota/']"))
        hands.press(page.locator("form[action*='/choice/'] button.primary"))
        went = self.answer(self.sends()[:2], "1")
        self.answer(went, "3")
        expect(page.locator("li.person .is-calm, li.person .is-safe").first).to_be_visible()
        return went

    def it_is_confirmed(self) -> None:
        page, hands = self.dispatcher, self.hands(self.dispatcher)
        hands.press(page.locator("a[href*='/response/reports/']").first)
        hands.press(page.locator("form.move:has(input[name=to][value=confirmed]) button[value=present]"))
        expect(page.locator(".state.pill").first).to_be_visible()
        self.picture(page, "report-confirmed")

    def a_team_is_asked(self) -> list[tuple[str, str]]:
        """Two screens: how many of which role, then who would be asked; one press asks them."""
        page, hands = self.dispatcher, self.hands(self.dispatcher)
        hands.press(page.locator("a[data-key=a]"))
        self.picture(page, "quota")
        hands.press(page.locator("form[action*='/choice/'] button.primary"))
        self.picture(page, "choice")
        return self.sends()

    def sends(self) -> list[tuple[str, str]]:
        """The last press asks them; as many are asked as the page said texts would leave."""
        page, before = self.dispatcher, len(self.phones.texts())
        button = page.locator("form[action*='/activation/'] button.primary")
        button.wait_for()
        said = re.search(r"(\d+) \w+, \d+ segment", page.locator("main").inner_text())
        assert said is not None
        self.hands(page).press(button)
        page.wait_for_url("**/response/activations/**")
        until(lambda: len(self.phones.asked(since=before)) >= int(said[1]))
        return self.phones.asked(since=before)

    def answer(self, people: list[tuple[str, str]], digit: str, *, heard: int = 1) -> list[tuple[str, str]]:
        """These people text their letter and a digit, and hear so many texts back."""
        for number, letter in people:
            before = len(self.phones.seen(number)["thread"])
            self.phones.phone(number, "text", body=f"{letter}{digit}")
            until(lambda number=number, before=before: len(self.phones.seen(number)["thread"]) > before + heard)
        return people

    def enough_go_and_the_others_are_thanked(self, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Answers come until the quota is full; whoever is too many hears "enough, thank you"."""
        out = []
        for person in asked:
            before = len(self.phones.texts())
            self.answer([person], "1")
            words = until(lambda before=before, to=person[0]: [w for n, w in self.phones.texts()[before:] if n == to])
            if "/response/p/" in words[0]:
                out.append(person)
            if self.dispatcher.locator(".quota .done").count() == self.dispatcher.locator(".quota").count() > 0:
                break
        return out

    def everybody_comes_home(self, out: list[tuple[str, str]], pair: list[tuple[str, str]]) -> None:
        """Arrived, a check-in after twenty minutes, stood down, and the last "home safe"."""
        page, hands = self.dispatcher, self.hands(self.dispatcher)
        self.answer(out, "3")
        before = len(self.phones.texts())
        self.phones.press("/clock", speed=60)
        until(lambda: {n for n, _w in out} <= {n for n, _w in self.phones.texts()[before:]}, 60)
        self.phones.press("/clock", speed=1)
        self.answer(out, "1", heard=0)  # "all right": nothing more is texted
        page.reload()
        self.picture(page, "activation")
        before = len(self.phones.texts())
        hands.press(page.locator("a[href*='/ending/']"))
        told = int(page.locator("#told").inner_text())
        hands.choose("kind", "stood_down")
        self.picture(page, "ending")
        hands.press(page.locator("main form button.primary"))
        page.wait_for_url("**/response/activations/*/")
        until(lambda: len({n for n, _w in self.phones.texts()[before:]}) >= told)
        assert len({n for n, _w in self.phones.texts()[before:]}) == told
        self.answer([*out, *pair], "5")
        expect(page.locator(".state.is-safe").first).to_be_visible()
        self.picture(page, "home-safe")
        page.goto(f"{self.address}/response/")
        expect(page.locator("#board-map li.person")).to_have_count(0)


@pytest.mark.parametrize(("by", "width", "language"), [("mouse", 1280, "en-US"), ("keyboard", 320, "es-ES")])
def test_six_in_the_morning_from_the_first_ring_to_home_safe(
    house: Started, chromium: Browser, by: str, width: int, language: str
) -> None:
    story = Story(house, chromium, by, width, language)

    story.a_caller_reaches_a_person()
    story.writes_it_down_and_sends_it()
    pair = story.a_pair_goes_and_looks()
    story.it_is_confirmed()
    asked = story.a_team_is_asked()
    out = story.enough_go_and_the_others_are_thanked(asked)
    story.everybody_comes_home(out, pair)

    words = "\n".join(text for _to, text in story.phones.texts())
    assert len(out) >= 4
    assert "Cabot" not in words
    assert "Maple" not in words
    assert "laundry" not in words
