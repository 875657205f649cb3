"""T7: whoever writes the database swaps a circle's public key. Nothing is closed to it, no arrival is lost, it is told."""

from uuid import uuid4

import pyrage
import pytest
from playwright.sync_api import expect

from amparo.audit.models import Entry
from amparo.core.events import ask
from amparo.core.sealed import Closing, ClosingAsked
from amparo.people.models import Person
from amparo.vault.models import Key, Note
from amparo.vault.tests.factories import founded, keyed
from tests.vault_desks import Sits
from tests.vault_pages import box


@pytest.mark.django_db
def test_t7_what_arrives_goes_on_to_the_last_good_key_and_the_audit_tells() -> None:
    ana, attacker = keyed("ana"), keyed("attacker")
    founded(ana, hotline_triage=[ana])
    good = ask(ClosingAsked("hotline-triage"))

    Key.objects.filter(circle__name="hotline-triage").update(recipient=attacker.key.recipient)

    assert ask(ClosingAsked("hotline-triage")) == good == Closing(good.key, good.recipient)
    assert Entry.objects.filter(verb="vault.key_not_vouched").exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_t7_a_circles_key_that_was_swapped_is_refused_in_the_browser_too(desk: Sits, cast: dict[str, Person]) -> None:
    rosa = desk("coordinator")
    page = rosa.at(f"/vault/circles/casework/notes/{uuid4()}/")
    rosa.opens()
    attacker = pyrage.x25519.Identity.generate()
    page.route(
        "**/vault/closing/*",
        lambda route: route.fulfill(json={**_key("casework"), "recipient": str(attacker.to_public())}),
    )

    box(page).fill("words for an attacker")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_text("The key of this circle could not be confirmed")).to_be_visible()
    assert not Note.objects.exists()


def _key(circle: str) -> dict[str, object]:
    from amparo.vault.views.keys import shown_key

    return shown_key(Key.objects.select_related("circle").get(circle__name=circle, retired_at=None))
