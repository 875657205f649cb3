"""From pressing "Ask them" on the real page to the first request at the carrier."""

import time
from typing import Any
from uuid import uuid4

import requests

from tools.bench import house
from tools.bench.rounds import Figures, goal, milliseconds, percentile

PRESSES, WARM = 40, 5
WEB = f"http://localhost:{house.WEB}"
FORM = {
    "purpose": "send", "lead": "1", "documenter": "2", "language": "1", "spoken": "es", "driver": "0", "observer": "2",
    "verifier": "0", "radius_km": "15",
}  # fmt: skip


def measure() -> Figures:
    """Each press is on a confirmed report of its own; the activation is ended before the next."""
    import django

    django.setup()
    taken, answered = [], []
    with house.House("bench_activate"):
        browser = sign_in()
        for number in range(PRESSES + WARM):
            first, done = press_once(browser)
            if number >= WARM:
                taken.append(first)
                answered.append(done)
    return {
        "to_the_first_request": milliseconds(taken), "to_the_answer": milliseconds(answered),
        "goal_p50_ms": goal(percentile(taken, 0.5) * 1000, 60), "goal_p95_ms": goal(percentile(taken, 0.95) * 1000, 150),
    }  # fmt: skip


def press_once(browser: requests.Session) -> tuple[float, float]:
    """Seconds from the press to the first request at the carrier, and to the answer."""
    report = _confirmed_report()
    _until_quiet()
    house.forget()
    pressed = time.monotonic()
    _press(browser, report)
    done = time.monotonic()
    first = house.until_seen(1)["first"]
    _end(report)
    return first - pressed, done - pressed


def sign_in() -> requests.Session:
    """A browser in which the dispatcher of the demo is signed in."""
    browser = requests.Session()
    browser.get(f"{WEB}/demo/", timeout=10).raise_for_status()
    form = {"csrfmiddlewaretoken": browser.cookies["csrf"]}
    browser.post(f"{WEB}/demo/login/dispatcher/", form, allow_redirects=False, timeout=10).raise_for_status()
    return browser


def _press(browser: requests.Session, report: Any) -> None:
    form = {**FORM, "csrfmiddlewaretoken": browser.cookies["csrf"]}
    address = f"{WEB}/response/reports/{report.pk}/activation/"
    answer = browser.post(address, form, allow_redirects=False, timeout=20)
    if answer.status_code != 302 or "/activations/" not in answer.headers["Location"]:
        raise RuntimeError(f"the press was answered with {answer.status_code} {answer.headers.get('Location')}")


def _confirmed_report() -> Any:
    from amparo.core import clock
    from amparo.people.models import Person
    from amparo.response.actions.reports import attach_source, file_report, move_report

    reporter, other = Person.objects.get(username="hotline"), Person.objects.get(username="verifier")
    report = file_report(
        uuid4(), by=reporter, kind="street", town="Holyoke", area="High Street", lat=42.2042, lon=-72.6162, precision_m=80,
        place="", observed_at=clock.now(), language="es", sighting={}, visit_allowed=None,
    )  # fmt: skip
    attach_source(report, origin=uuid4(), by=other)
    move_report(report, to="confirmed", basis="two_sources", by=other)
    return report


def _until_quiet() -> None:
    """Nothing of the last activation is on its way any more."""
    from amparo.messaging.enums import State
    from amparo.messaging.models import OutgoingMessage

    until = time.monotonic() + 20
    while OutgoingMessage.objects.filter(state__lt=State.HANDED_OVER).exists() and time.monotonic() < until:
        time.sleep(0.02)


def _end(report: Any) -> None:
    from amparo.people.models import Person
    from amparo.response.actions.endings import end_activation
    from amparo.response.actions.reports import move_report
    from amparo.response.models import Report

    dispatcher = Person.objects.get(username="dispatcher")
    end_activation(report.activations.get(), kind="stood_down", by=dispatcher)
    move_report(Report.objects.get(pk=report.pk), to="past", basis="time", by=dispatcher)
