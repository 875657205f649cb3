"""From a dispatcher's press on one web process to the changed board fetched from another, with 300 boards listening."""

import asyncio
import json
import re
import time
from typing import Any
from uuid import uuid4

import requests

from tools.bench import house
from tools.bench.rounds import Figures, goal, milliseconds, percentile

MOVES, STREAMS, OF_ONE_SESSION, PAUSE = 40, 300, 10, 0.15
FIRST, SECOND = f"http://localhost:{house.WEB}", f"http://localhost:{house.WEB + 1}"
CAST = ("dispatcher", "verifier", "lead")
_FIELD = re.compile(rb"(id|event|data): (.*)\n")


class Boards:
    """Open streams of the live process; each notes when it heard of a report."""

    def __init__(self) -> None:
        self.heard: dict[str, list[float]] = {}
        self.changed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self.open = 0

    async def start(self, sessions: list[str], count: int) -> None:
        for number in range(count):
            self.tasks.append(asyncio.create_task(self._listen(sessions[number // OF_ONE_SESSION])))
        until = time.monotonic() + 30
        while self.open < count:
            if time.monotonic() > until:
                raise RuntimeError(f"only {self.open} of {count} boards were let in")
            await asyncio.sleep(0.05)

    async def _listen(self, session: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.LIVE)
        writer.write(
            f"GET / HTTP/1.1\r\nHost: localhost:{house.LIVE}\r\nCookie: session={session}\r\n"
            f"Origin: http://localhost:{house.WEB}\r\n\r\n".encode()
        )
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"a board was answered with {status!r}")
        self.open += 1
        while line := await reader.readline():
            found = _FIELD.fullmatch(line)
            if found and found[1] == b"data":
                self.heard.setdefault(json.loads(found[2])["subject"], []).append(time.monotonic())
                self.changed.set()

    async def until_heard(self, subject: str, count: int, seconds: float = 10.0) -> list[float]:
        """The moments at which boards heard of it, once so many have."""
        until = time.monotonic() + seconds
        while len(self.heard.get(subject, [])) < count:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), max(0.01, until - time.monotonic()))
            except TimeoutError:
                if time.monotonic() > until:
                    raise RuntimeError(f"{len(self.heard.get(subject, []))} of {count} boards heard of it") from None
        return self.heard[subject]

    def end(self) -> None:
        for task in self.tasks:
            task.cancel()


def measure(*, moves: int = MOVES, streams: int = STREAMS) -> Figures:
    """A board fetches its part when it hears; so does one here, the other streams only listen."""
    import django

    django.setup()
    with house.House("bench_board", webs=2):
        browsers = [_sign_in(CAST[number % len(CAST)]) for number in range(-(-streams // OF_ONE_SESSION))]
        reports = [_report() for _n in range(moves)]
        return asyncio.run(_measure(browsers, reports, streams))


async def _measure(browsers: list[requests.Session], reports: list[Any], streams: int) -> Figures:
    boards = Boards()
    await boards.start([str(browser.cookies["session"]) for browser in browsers], streams)
    whole, heard, last, fetched = [], [], [], []
    try:
        for report in reports:
            pressed = time.monotonic()
            press = asyncio.create_task(asyncio.to_thread(_press, browsers[0], report))
            first = (await boards.until_heard(str(report.pk), 1))[0]
            card = await asyncio.to_thread(_card, browsers[3], report)
            shown = time.monotonic()
            everybody = await boards.until_heard(str(report.pk), streams)
            await press
            if "Being checked" not in card:
                raise RuntimeError("the board was fetched and does not show the move")
            heard.append(first - pressed)
            last.append(max(everybody) - pressed)
            fetched.append(shown - first)
            whole.append(shown - pressed)
            await asyncio.sleep(PAUSE)
    finally:
        boards.end()
    return {
        "streams": streams, "web_processes": 2, "press_to_the_first_board_hears": milliseconds(heard),
        "press_to_the_last_board_hears": milliseconds(last), "fetching_the_part": milliseconds(fetched),
        "press_to_shown": milliseconds(whole), "goal_p95_ms": goal(percentile(whole, 0.95) * 1000, 1000),
    }  # fmt: skip


def _sign_in(slug: str) -> requests.Session:
    browser = requests.Session()
    browser.get(f"{FIRST}/demo/", timeout=10).raise_for_status()
    form = {"csrfmiddlewaretoken": browser.cookies["csrf"]}
    browser.post(f"{FIRST}/demo/login/{slug}/", form, allow_redirects=False, timeout=10).raise_for_status()
    return browser


def _report() -> Any:
    from amparo.core import clock
    from amparo.people.models import Person
    from amparo.response.actions.reports import file_report

    return file_report(
        uuid4(), by=Person.objects.get(username="hotline"), kind="street", town="Holyoke", area="High Street", lat=42.2042,
        lon=-72.6162, precision_m=80, place="", observed_at=clock.now(), language="es", sighting={}, visit_allowed=None,
    )  # fmt: skip


def _press(browser: requests.Session, report: Any) -> None:
    """ "I am checking it", on the first web process."""
    form = {"before": "new", "to": "checking", "basis": "asked", "csrfmiddlewaretoken": browser.cookies["csrf"]}
    answer = browser.post(f"{FIRST}/response/reports/{report.pk}/move/", form, allow_redirects=False, timeout=10)
    if answer.status_code != 302:
        raise RuntimeError(f"the press was answered with {answer.status_code}")


def _card(browser: requests.Session, report: Any) -> str:
    """What the board's part of reports shows of this one, from the second web process."""
    headers = {"HX-Request": "true", "HX-Target": "board-cards", "X-By-Itself": "1"}
    answer = browser.get(f"{SECOND}/response/", headers=headers, timeout=10)
    answer.raise_for_status()
    found = re.search(rf"<article(?:(?!</article>).)*{report.pk}.*?</article>", answer.text, re.DOTALL)
    return found[0] if found else ""
