"""T31: what somebody writes never runs in somebody else's browser: not from the page, not from a part that comes later."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from amparo.demo.cast import CAST
from amparo.governance.enums import Power
from amparo.governance.models import Body
from amparo.hotline.models import Intake
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report
from amparo.response.tests.factories import with_powers
from amparo.training.models import Course
from tests.browsers import opened, sign_in
from tests.furnished import Furnished, furnished
from tests.security.hands import at_work
from tests.test_crawl import routes, status_for

EVIL = "\"'><img src=x onerror=alert(1)>"
PLANTED = (
    (Body, "name"), (Course, "name"), (Report, "area"), (Report, "town"), (Intake, "town"), (Person, "town"),
)  # fmt: skip


def policy(answer: object) -> dict[str, str]:
    header = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return {name: words for name, _space, words in (each.strip().partition(" ") for each in header.split(";"))}


@pytest.mark.django_db
def test_t31_every_answer_carries_the_policy_also_when_something_is_wrong() -> None:
    june = at_work(with_powers(make_person(), Power.DISPATCH))
    pages = [june.get("/response/"), june.get("/people/me/"), june.get("/nowhere/"), Client().get("/account/login/")]
    pages += [
        Client(enforce_csrf_checks=True).post("/account/login/"),
        Client().get("/help/"),
        june.get("/people/?q=%00"),
    ]

    for page in pages:
        said = policy(page)
        assert said["default-src"] == "'none'"
        assert "'unsafe" not in str(said)
        assert said["script-src"].split()[0] == "'self'"
        assert said["require-trusted-types-for"] == "'script'"
        assert said["frame-ancestors"] == said["base-uri"] == "'none'"


@pytest.fixture
def planted() -> Furnished:
    """The house in the middle of a night, with a script in everything that somebody can write."""
    house = furnished()
    for model, field in PLANTED:
        for row in model._default_manager.all()[:60]:
            words = f"{EVIL}{row.pk}"[: model._meta.get_field(field).max_length]
            model._default_manager.filter(pk=row.pk).update(**{field: words})
    return Furnished(defaultdict(lambda: str(uuid4()), house.ids))


@pytest.fixture
def watched(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what ran in it or was stopped in it that should never have been there."""
    context, wrong = opened(chromium, 1280), list[str]()
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error(`STOPPED ${e.effectiveDirective} ${e.sample}`));"
    )
    page = context.new_page()

    def heard(message: ConsoleMessage) -> None:
        if "STOPPED" in message.text or "Content Security Policy" in message.text or "TrustedHTML" in message.text:
            wrong.append(message.text)

    page.on("dialog", lambda dialog: (wrong.append("RAN"), dialog.dismiss()))  # type: ignore[func-returns-value]
    page.on("console", heard)
    page.on("pageerror", lambda failure: wrong.append(str(failure)))
    yield page, wrong
    context.close()


def seen_by(view: object) -> str:
    """One of the cast who sees this page; nobody when none does."""
    return next((each.slug for each in CAST if status_for(each.slug, view) == 200), "")


def pages_among(addresses: list[str], person: Person) -> list[str]:
    client = at_work(person)
    answers = {address: client.get(address) for address in addresses}
    return [
        each for each, answer in answers.items() if "text/html" in answer.get("Content-Type", "") and answer.content
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t31_a_walk_through_every_page_runs_nothing_that_was_planted_and_stops_nothing_of_ours(
    planted: Furnished, watched: tuple[Page, list[str]], live_server: LiveServer
) -> None:
    page, wrong = watched
    walks: dict[str, list[str]] = {}
    for route, view in routes():
        if slug := seen_by(view):
            walks.setdefault(slug, []).append(planted.fill(route))
    Person.objects.filter(username__in=walks).update(display_name=EVIL)
    evil_seen = 0

    for slug, addresses in walks.items():
        person = Person.objects.get(username=slug)
        sign_in(page.context, person, live_server.url)
        for address in pages_among(addresses, person):
            page.goto(live_server.url + address, wait_until="load")
            evil_seen += "onerror=alert(1)" in page.locator("body").inner_text()
            assert not wrong, (slug, address, wrong)

    assert evil_seen > 5, "what was planted was really shown, as words"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t31_a_part_that_comes_later_loses_what_runs_and_keeps_what_it_shows(
    watched: tuple[Page, list[str]], live_server: LiveServer
) -> None:
    page, wrong = watched
    rosa = with_powers(make_person(display_name="Rosa"), Power.MANAGE_PEOPLE)
    sign_in(page.context, rosa, live_server.url)
    page.goto(live_server.url + "/people/")
    page.locator("#q").fill("Ros")
    page.locator("#found").get_by_text("1 person").wait_for()
    page.evaluate(
        """() => { const place = document.createElement("div"); place.id = "later"; document.body.append(place);
        place.innerHTML = '<p onclick="alert(1)">kept</p><img src=x onerror=alert(1)><script>alert(1)</scr' + 'ipt>'
          + '<a href="javascript:alert(1)">far</a><template><b onfocus="alert(1)">deep</b></template>'; }"""
    )
    left = page.locator("#later").evaluate("each => each.outerHTML")

    assert "kept" in left
    assert not [word for word in ("onclick", "onerror", "<script", "javascript:", "onfocus") if word in left]
    page.evaluate(
        """() => setTimeout(() => { try { Function("1")(); document.body.dataset.made = "ran"; }
        catch { document.body.dataset.made = "stopped"; } })"""
    )
    page.locator("body[data-made=stopped]").wait_for()
    stopped = page.evaluate(
        """() => { try { const it = document.createElement("script"); it.textContent = "alert(1)"; document.body.append(it);
        return "put in"; } catch { return "stopped"; } }"""
    )
    assert (stopped, "RAN" in wrong) == ("stopped", False)


def test_t31_the_pages_bring_no_words_that_run() -> None:
    """No page of ours has a script or a style inside: so the policy needs no exception, and the crawl looks at each."""
    pages = list(settings.PACKAGE.glob("*/templates/**/*.html"))
    inside = [page.name for page in pages if "<style" in page.read_text() or "unsafe-inline" in page.read_text()]

    assert len(pages) > 50
    assert not inside
