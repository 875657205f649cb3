"""What people do with their keys, told as they would tell it: for the tests that drive a real browser."""

import json
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

from amparo.demo.circles import written_down


def with_passkeys(page: Page) -> CDPSession:
    """A phone that makes passkeys which can also open keys (PRF)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasPrf": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return session


def home(url: str) -> str:
    """Passkeys need a name, not a number."""
    return url.replace("127.0.0.1", "localhost")


def words_shown(page: Page) -> str:
    """The seven words on the screen, as somebody writes them down."""
    words = page.locator("ol[data-words-of] li").all_inner_texts()
    assert len(words) == 7
    return " ".join(words)


def write_down_and_type_back(page: Page) -> str:
    """Take the words from the screen to paper and from paper back to the screen."""
    expect(page.get_by_role("button", name="I have written them down")).to_be_visible()
    words = words_shown(page)
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_label("Type the seven words from your paper").fill("  " + words.upper().replace(" ", "  "))
    page.get_by_role("button", name="Check my words").click()
    return words


def phrase_of(slug: str) -> str:
    """The seven words of one of the demo's cast."""
    return str(written_down()["people"][slug]["ways"][0]["words"])


def open_keys(page: Page, phrase: str) -> None:
    """Open one's keys by words in the door that any sealed page has."""
    page.locator(".sealed-shut, [data-cover] button, [data-vault-unlock]:visible").first.click()
    door = page.get_by_role("dialog")
    door.get_by_label("Your seven words").fill(phrase)
    door.get_by_role("button", name="Open with my words").click()
    expect(door).to_be_hidden()


def kept_in_browser(page: Page) -> str:
    """Everything that this tab keeps where a forensic copy of the phone would find it."""
    said: Any = page.evaluate("() => ({ ...sessionStorage, local: { ...localStorage }, cookies: document.cookie })")
    return json.dumps(said)


def box(page: Page) -> Locator:
    """Where a note is written."""
    return page.get_by_label("What should the others of this circle know?")
