"""Every page of every room, asked by everybody of the cast in every language: it opens as the powers say, or it does not exist."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amparo.audit.models import Entry
from amparo.config.cli.verify import LIST, wrong_page
from amparo.demo.cast import CAST
from amparo.demo.seed import seed
from amparo.governance.models import Body
from amparo.people.models import ContactPoint, Person
from amparo.training.models import Course
from tests.furnished import Furnished, furnished
from tests.words_left import english_left

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Whoever has one of these powers sees the page; of a call that is written down only who writes it, and who leads the hotline.
TRIAGE = {"hotline", "hotline-two", "verifier", "dispatcher", "lead", "coordinator"}
OWN = {
    "amparo.vault.views.keys.closing": set[str](),  # it asks for the name of a circle
    "amparo.vault.views.notes.note": TRIAGE,
    "amparo.vault.views.notes.note_list": TRIAGE,
    **{f"amparo.vault.views.circles.{name}": TRIAGE for name in ("circle", "ring", "candidate")},
    **{f"amparo.cases.views.cases.{name}": {"coordinator"} for name in ("case_page", "case_story", "case_needs")},
    "amparo.cases.views.team.team": {"coordinator"},
    "amparo.cases.views.files.file_bytes": {"coordinator"},
    "amparo.cases.views.cases.case_opening": {
        "coordinator",
        "hotline",
        "lead",
    },  # the casework circle, without a contact
    "amparo.hotline.views.intake.intake": {"hotline", "coordinator"},
    "amparo.hotline.views.intake.intake_story": set[str](),  # no story was written
    "amparo.hotline.views.call_backs.sound": set[str](),  # its sound was not fetched yet
    "amparo.people.views.me.my_number_code": {"responder"},
    "amparo.people.views.me.my_number_check": {"responder"},
    "amparo.people.views.welcome.welcome": set[str](),  # nobody was invited by this word
}
OPEN = {"amparo.people.views.welcome.welcome", "amparo.response.views.places.place", "amparo.core.views.home"}
STRANGERS_MAY = {
    "/help/", "/help/hotline/", "/language/", "/style/", "/demo/", "/report/", "/report/erase/", "/what-we-hold/", "/threats/",
    "/not-protected/",
}  # fmt: skip


NEVER = re.compile(
    r"<(ul|ol|tbody|table)\b[^>]*>\s*</\1>"  # a table with nothing in it
    r"|<(?:script|style)(?![^>]*(?:src=|type=\"application/json\"))[^>]*>\s*\S|\s(?:style|on\w+)=\""  # inline
    r"|>\s*None\s*<"
)


def patterns(found: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, here)
        else:
            yield here, each


def name_of(view: Any) -> str:
    return f"{view.__module__}.{view.__name__}"


def routes() -> Iterator[tuple[str, Any]]:
    """Every address that our rooms answer, but the carrier's, which are signed."""
    for route, pattern in patterns(get_resolver().url_patterns):
        if name_of(pattern.callback).startswith("amparo.") and not route.startswith(("/carrier/", "/account/")):
            yield route, pattern.callback


def status_for(slug: str, view: Any) -> int:
    """What somebody of the cast gets who asks for this page."""
    mine = {str(power) for each in CAST if each.slug == slug for power in each.powers}
    wanted = {str(power) for power in getattr(view, "needs_powers", ())}
    opens = (not wanted or wanted & mine) and slug in OWN.get(name_of(view), {slug})
    return 200 if opens else 404


@pytest.fixture
def house() -> Furnished:
    return furnished()


def in_language(client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_as_the_powers_say_in_the_words_of_its_reader(house: Furnished, language: str) -> None:
    wrong, opened = list[str](), set[str]()
    for slug in (each.slug for each in CAST):
        client = Client()
        client.post(f"/demo/login/{slug}/")
        in_language(client, language)
        for route, view in routes():
            answer = client.get(address := house.fill(route))
            if answer.status_code == 200:
                opened.add(name_of(view))
                wrong += [f"{slug} {address} {each}" for each in complaints(answer, language)]
            if answer.status_code not in {status_for(slug, view), 405} or "GET" in answer.get("Allow", ""):
                wrong.append(f"{slug} {address} {answer.status_code}")

    assert not wrong, "\n".join(wrong)
    assert len(opened) > 30, "pages were really opened"


def complaints(answer: Any, language: str) -> Iterator[str]:
    """What is wrong with a page: another language, a blank table, no heading, something inline that the policy stops."""
    if not answer.headers["Content-Type"].startswith("text/html"):
        return
    page = answer.content.decode()
    if answer.headers["Content-Language"].lower() != language:
        yield f"speaks {answer.headers['Content-Language']}"
    if not re.search(r"<h[12][^>]*>\s*\S", page):
        yield "has no heading"
    for wrong in NEVER.finditer(page):
        yield f"has {wrong[0][:80]!r}"
    if language != "en":
        yield from (f"left in English: {words}" for words in english_left(page, language, names()))


def names() -> set[str]:
    """What stays as it is in every language: a language's own name, and the names that the network gave itself."""
    return {"English", *Body.objects.values_list("name", flat=True), *Course.objects.values_list("name", flat=True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_account_speak_the_readers_language(client: Client, language: str) -> None:
    seed()
    in_language(client, language)
    wrong = read_account(client, language)
    client.post("/demo/login/responder/")

    wrong += read_account(client, language)

    assert not wrong, "\n".join(wrong)


def read_account(client: Client, language: str) -> list[str]:
    wrong = []
    for route, _pattern in patterns(get_resolver().url_patterns):
        if route.startswith("/account/") and "<" not in route:
            answer = client.get(route)
            assert answer.status_code in {200, 302, 403, 404, 405}, (route, answer.status_code)
            if answer.status_code == 200:
                wrong += [f"{route} {each}" for each in complaints(answer, language)]
    return wrong


def test_strangers_see_the_door_and_nothing_else(house: Furnished, client: Client) -> None:
    for route, view in routes():
        answer = client.get(address := house.fill(route))
        if address in STRANGERS_MAY or name_of(view) in OPEN or answer.status_code == 405:
            assert answer.status_code in {200, 302, 404, 405}, address
        else:
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/"), address


@pytest.mark.parametrize(("slug", "address", "most"), [
    ("coordinator", "/people/", 14), ("coordinator", "/training/roster/", 14), ("dispatcher", "/rota/", 40),
    ("technology", "/people/audit/", 16), ("technology", "/messages/", 16), ("responder", "/people/me/", 20),
])  # fmt: skip
def test_a_page_of_the_full_network_needs_few_queries(
    client: Client, slug: str, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    seed()
    client.post(f"/demo/login/{slug}/")
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_a_number_is_shown_only_with_a_reason_and_the_look_is_written_down(client: Client) -> None:
    seed()
    client.post("/demo/login/coordinator/")
    tom = Person.objects.get(username="responder")
    point = ContactPoint.objects.get(owners=tom)
    address, number = f"/people/{tom.pk}/numbers/{point.pk}/reveal/", point.value.reveal()

    closed = client.get(f"/people/{tom.pk}/").content.decode()
    without = client.post(address, {"reason": " "})
    shown = client.post(address, {"reason": "his phone fell in the river"}).content.decode()

    assert number not in closed
    assert (without.status_code, number in without.content.decode(), number in shown) == (422, False, True)
    assert Entry.objects.filter(verb="contact.revealed", subject=str(point.pk)).count() == 1
    assert "river" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_every_page_loads_only_published_files_and_brings_no_script_along(house: Furnished) -> None:
    """What ``amparo verify`` holds a running house to, for every page that anybody of the cast opens."""
    published = json.loads(LIST.read_text(encoding="utf-8"))["files"]
    plain = {re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name): name for name in published}  # a test serves them unhashed
    wrong, loaded = list[str](), set[str]()
    for slug in (each.slug for each in CAST):
        client = Client()
        client.post(f"/demo/login/{slug}/")
        for route, _view in routes():
            answer = client.get(house.fill(route))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                wrong += wrong_page(route, answer.content, base="http://testserver/", files=plain)
                loaded |= {name for name in plain if f"/static/{name}" in answer.content.decode()}

    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(loaded) > 20
