"""Making one's keys on a phone, and what opens them afterwards: passkey, words, sheet. Nothing that is not theirs."""

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from amparo.vault.circles import CIRCLES, seed_circles
from amparo.vault.directory import the_directory
from amparo.vault.models import Key, Membership, PersonKey, Unlocker, Wrap
from amparo.vault.selectors import closing_of
from tests.browsers import sign_in
from tests.vault_pages import home, kept_in_browser, open_keys, with_passkeys, write_down_and_type_back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="en-US", has_touch=True)
    yield context
    context.close()


@pytest.fixture
def sam(transactional_db: None) -> Person:
    """Who runs the house."""
    seed_circles()
    return with_powers(make_person(), Power.RUN_HOUSE)


def signed_in(context: BrowserContext, person: Person, url: str) -> Page:
    sign_in(context, person, home(url))
    return context.new_page()


def looks_right(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def enrol_with_passkey(page: Page, url: str) -> str:
    page.goto(f"{home(url)}/vault/me/enrolment/")
    looks_right(page)
    page.get_by_role("button", name="Begin with a passkey").click()
    words = write_down_and_type_back(page)
    expect(page.get_by_role("heading", name="Your keys are ready")).to_be_visible()
    return words


def test_whoever_runs_the_house_makes_keys_and_founds_the_circles(
    phone: BrowserContext, live_server: LiveServer, sam: Person
) -> None:
    import pyrage

    page = signed_in(phone, sam, live_server.url)
    with_passkeys(page)
    began = time.monotonic()
    words = enrol_with_passkey(page, live_server.url)
    assert time.monotonic() - began < 60, "three minutes with a person who writes; the machine's part is small"
    looks_right(page)
    page.get_by_role("link", name="Found the circles").click()
    looks_right(page)
    recovery = pyrage.x25519.Identity.generate()
    page.get_by_label("Public half of the recovery key").fill(str(recovery.to_public()))
    page.get_by_role("button", name="Found the circles").click()
    expect(page.get_by_text("The circles were founded.")).to_be_visible()

    key = PersonKey.objects.get(person=sam)
    assert {each.opens for each in key.unlockers.exclude(proven_at=None)} == {"passkey", "phrase"}
    assert the_directory().people == {sam.pk: (key.recipient, key.signer)}
    assert not the_directory().faults
    assert Key.objects.filter(kind="circle").count() == len(CIRCLES) == Membership.objects.filter(person=sam).count()
    assert Wrap.objects.count() == 2 * len(CIRCLES)
    assert closing_of("hotline-triage") is not None
    secrets = kept_in_browser(page)
    assert "AGE-SECRET-KEY" not in secrets
    assert not any(word in secrets for word in words.split() if len(word) > 5)


def test_without_a_passkey_two_sheets_of_words_do(phone: BrowserContext, live_server: LiveServer, sam: Person) -> None:
    page = signed_in(phone, sam, live_server.url)

    page.goto(f"{home(live_server.url)}/vault/me/enrolment/")
    page.get_by_role("button", name="This device has no passkey").click()
    write_down_and_type_back(page)
    expect(page.get_by_role("heading", name="Your recovery sheet")).to_be_visible()
    looks_right(page)
    sheet = write_down_and_type_back(page)
    expect(page.get_by_role("heading", name="Your keys are ready")).to_be_visible()
    page.goto(f"{home(live_server.url)}/vault/me/")
    looks_right(page)
    page.get_by_role("button", name="Lock my keys").click()
    open_keys(page, sheet)
    expect(page.get_by_text("Your keys are open on this device")).to_be_visible()

    assert {each.opens for each in Unlocker.objects.exclude(proven_at=None)} == {"phrase", "sheet"}


def test_passkey_opens_a_foreign_one_and_wrong_words_do_not(
    phone: BrowserContext, chromium: Browser, live_server: LiveServer, sam: Person
) -> None:
    page = signed_in(phone, sam, live_server.url)
    passkeys = with_passkeys(page)
    words = enrol_with_passkey(page, live_server.url)
    page.goto(f"{home(live_server.url)}/vault/me/")
    page.get_by_role("button", name="Lock my keys").click()
    page.get_by_role("button", name="Open my keys").click()
    page.get_by_role("button", name="Open with my passkey").click()
    expect(page.get_by_text("Your keys are open on this device")).to_be_visible()
    page.get_by_role("button", name="Lock my keys").click()
    page.get_by_role("button", name="Open my keys").click()
    page.get_by_label("Your seven words").fill(words + "s")
    page.get_by_role("button", name="Open with my words").click()
    expect(page.get_by_text("These words do not open your keys.")).to_be_visible()
    looks_right(page)
    page.get_by_label("Your seven words").fill(words)
    page.get_by_role("button", name="Open with my words").click()
    expect(page.get_by_text("Your keys are open on this device")).to_be_visible()

    other = chromium.new_context(viewport={"width": 320, "height": 800}, locale="en-US")
    stranger = signed_in(other, sam, live_server.url)
    with_passkeys(stranger)
    stranger.goto(f"{home(live_server.url)}/vault/me/")
    stranger.get_by_role("button", name="Open my keys").click()
    stranger.get_by_role("button", name="Open with my passkey").click()
    expect(stranger.get_by_text("The passkey was not used.")).to_be_visible(timeout=70_000)
    other.close()
    assert passkeys


def test_new_words_end_the_old_ones_and_a_new_phone_gets_its_own_passkey(
    phone: BrowserContext, chromium: Browser, live_server: LiveServer, sam: Person
) -> None:
    page = signed_in(phone, sam, live_server.url)
    with_passkeys(page)
    old = enrol_with_passkey(page, live_server.url)

    page.goto(f"{home(live_server.url)}/vault/me/ways-in/new/")
    looks_right(page)
    page.get_by_role("button", name="Seven new words").click()
    new = write_down_and_type_back(page)
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    other = chromium.new_context(viewport={"width": 320, "height": 800}, locale="en-US")
    second = signed_in(other, sam, live_server.url)
    with_passkeys(second)
    second.goto(f"{home(live_server.url)}/vault/me/ways-in/new/")
    second.get_by_role("button", name="Open my keys").click()
    second.get_by_label("Your seven words").fill(old)
    second.get_by_role("button", name="Open with my words").click()
    expect(second.get_by_text("These words do not open your keys.")).to_be_visible()
    second.get_by_label("Your seven words").fill(new)
    second.get_by_role("button", name="Open with my words").click()
    second.get_by_role("button", name="Passkey for this device").click()
    expect(second.get_by_role("heading", name="Done")).to_be_visible()
    second.goto(f"{home(live_server.url)}/vault/me/")
    second.get_by_role("button", name="Lock my keys").click()
    second.get_by_role("button", name="Open my keys").click()
    second.get_by_role("button", name="Open with my passkey").click()
    expect(second.get_by_text("Your keys are open on this device")).to_be_visible()

    assert sorted(each.opens for each in Unlocker.objects.exclude(proven_at=None)) == ["passkey", "passkey", "phrase"]
    second.on("dialog", lambda dialog: dialog.accept())
    lost = Unlocker.objects.filter(opens="passkey").earliest("created_at")
    second.locator(f"form[action*='{lost.pk}'] button").click()
    second.get_by_role("button", name="Yes").click()
    expect(second.get_by_text("Removed. It opens your keys no more.")).to_be_visible()
    assert not Unlocker.objects.filter(pk=lost.pk).exists()
    other.close()


def test_who_stops_half_way_begins_again_and_words_typed_wrong_are_told(
    phone: BrowserContext, live_server: LiveServer, sam: Person
) -> None:
    page = signed_in(phone, sam, live_server.url)
    with_passkeys(page)
    page.goto(f"{home(live_server.url)}/vault/me/enrolment/")
    page.get_by_role("button", name="Begin with a passkey").click()
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_label("Type the seven words from your paper").fill("one two three four five six seven")
    page.get_by_role("button", name="Check my words").click()
    expect(page.get_by_text("These are not the words that were shown.")).to_be_visible()
    looks_right(page)
    before = PersonKey.objects.get(person=sam)

    enrol_with_passkey(page, live_server.url)

    assert PersonKey.objects.get(person=sam).pk != before.pk
