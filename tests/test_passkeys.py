"""Passkeys in a real Chromium with a virtual authenticator: set up from an invitation, sign in, unlock, remove."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.people.actions import invite
from amparo.people.models import Person, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="en-US")
    yield context
    context.close()


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return page


def looks_right(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_new_person_comes_in_with_a_passkey_alone_and_comes_back(
    phone: BrowserContext, live_server: LiveServer
) -> None:
    ana = Person.objects.create_user("ana", None, display_name="Ana")
    home = live_server.url.replace("127.0.0.1", "localhost")
    page = with_authenticator(phone)

    page.goto(f"{home}/people/welcome/{invite(ana, by=None)}/")
    looks_right(page)
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("Set up a second key first")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Add a passkey").click()
    looks_right(page)
    page.get_by_label("What do you call this device?").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="I have written them down").click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{home}/account/login/")
    looks_right(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="What would you like to do?")).to_be_visible()

    assert Authenticator.objects.filter(user=ana, type=Authenticator.Type.WEBAUTHN).count() == 1
    assert Session.objects.filter(person=ana).count() == 1


def test_a_locked_device_opens_with_the_passkey_and_the_passkey_can_be_removed(
    phone: BrowserContext, live_server: LiveServer
) -> None:
    ana = Person.objects.create_user("ana", None, display_name="Ana")
    home = live_server.url.replace("127.0.0.1", "localhost")
    page = with_authenticator(phone)
    page.goto(f"{home}/people/welcome/{invite(ana, by=None)}/")
    page.get_by_role("button", name="Open my account").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    forget_the_last_touch(ana)

    page.goto(f"{home}/people/me/")
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    looks_right(page)
    another = page.get_by_role("link", name="Use a passkey")
    if another.count():
        another.click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/people/me/"))
    looks_right(page)
    page.goto(f"{home}/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="No passkey yet")).to_be_visible()

    assert not Authenticator.objects.filter(user=ana, type=Authenticator.Type.WEBAUTHN).exists()


def forget_the_last_touch(person: Person) -> None:
    """As if nobody had touched the device for longer than it may stay open."""
    row = Session.objects.get(person=person)
    data = row.get_decoded()
    data["seen"] = data["seen"] - settings.LOCK_MINUTES * 60 - 1
    for record in data.get("account_authentication_methods", []):
        record["at"] -= settings.LOCK_MINUTES * 60 + 60
    Session.objects.filter(pk=row.pk).update(session_data=Session.get_session_store_class()().encode(data))
