"""Who comes into a circle and who goes: in its members' browsers, by two where it is sensitive, and never by the database."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from amparo.core import clock
from amparo.people.models import Person
from amparo.vault.models import Circle, Key, Membership, Proposal, Wrap
from tests.vault_desks import Desk, Sits, living, looks_right, note, presses, removes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begins_to_admit(who: Desk, circle: str, name: str) -> Page:
    page = who.at(f"/vault/circles/{circle}/")
    page.get_by_label("Part of their name").fill(name)
    page.get_by_role("button", name="Look", exact=True).click()
    looks_right(page)
    page.get_by_role("link", name=name).click()
    expect(page.locator("[data-fingerprint]")).to_have_text(re.compile(r"^(\S+ ){4}\S+$"))
    looks_right(page)
    page.get_by_label("I compared the words with this person.").check()
    return page


def test_who_is_admitted_opens_what_the_circle_reads(desk: Sits, cast: dict[str, Person]) -> None:
    note("casework", "la audiencia es el jueves")
    rosa, tom = desk("coordinator"), desk("responder")
    assert tom.page.goto(tom.url + "/vault/circles/casework/").status == 404  # type: ignore[union-attr]

    begins_to_admit(rosa, "casework", "Tom")
    presses(rosa, "Admit to this circle")
    expect(rosa.page.get_by_text("Admitted.")).to_be_visible()
    looks_right(rosa.page)

    page = tom.at("/vault/circles/casework/notes/")
    tom.opens()
    expect(page.get_by_text("la audiencia es el jueves")).to_be_visible()
    admitted = Membership.objects.get(person=cast["responder"], circle__name="casework")
    assert admitted.admitted_by == cast["coordinator"]


def test_t10_in_a_sensitive_circle_one_alone_admits_nobody(desk: Sits, cast: dict[str, Person]) -> None:
    note("sanctuary", "the blue door")
    rosa, ana = desk("coordinator"), desk("lead")
    page = begins_to_admit(rosa, "sanctuary", "Tom")
    expect(page.get_by_role("button", name="Admit to this circle")).to_have_count(0)
    page.locator("form[data-circle-does]").evaluate("each => { each.dataset.circleDoes = 'admit'; }")
    presses(rosa, "Propose to admit")
    expect(page.get_by_text("In this circle two members decide together.")).to_be_visible()
    assert not Membership.objects.filter(person=cast["responder"], circle__name="sanctuary").exists()

    begins_to_admit(rosa, "sanctuary", "Tom")
    rosa.page.get_by_role("button", name="Propose to admit").click()
    expect(page.get_by_text("Proposed. Another member of this circle does it.")).to_be_visible()
    page = rosa.at(f"/vault/circles/sanctuary/people/{cast['responder'].pk}/")
    expect(page.get_by_role("button", name="Admit to this circle")).to_have_count(0)

    ana.at("/vault/circles/sanctuary/").get_by_role("link", name="Look and admit").click()
    ana.page.get_by_label("I compared the words with this person.").check()
    presses(ana, "Admit to this circle")
    expect(ana.page.get_by_text("Admitted.")).to_be_visible()
    assert not Proposal.objects.filter(closed_at=None).exists()
    tom = desk("responder")
    page = tom.at("/vault/circles/sanctuary/notes/")
    tom.opens()
    expect(page.get_by_text("the blue door")).to_be_visible()


def test_t11_who_is_removed_is_handed_no_key_any_more(desk: Sits, cast: dict[str, Person]) -> None:
    before = living("casework")
    rosa, marisol, ana = desk("coordinator"), desk("hotline"), desk("lead")
    marisol.at("/vault/me/")
    assert str(before.pk) in marisol.asks(f"/vault/keys/?id={before.pk}")[1]

    removes(rosa, "casework", cast["hotline"])

    now = living("casework")
    assert now.version == before.version + 1
    assert marisol.asks(f"/vault/keys/?id={before.pk}&id={now.pk}") == (200, "{}")
    readers = Wrap.objects.filter(key=now, to_person__isnull=False).values_list(
        "to_person__person__username", flat=True
    )
    assert set(readers) == {"coordinator", "lead"}
    assert not Wrap.objects.filter(key__circle__name="casework", to_person__person=cast["hotline"]).exists()
    note("casework", "written after")
    page = ana.at("/vault/circles/casework/notes/")
    ana.opens()
    expect(page.get_by_text("written after")).to_be_visible()


def test_a_week_old_key_is_renewed_by_the_first_browser_and_old_words_still_open(
    desk: Sits, cast: dict[str, Person]
) -> None:
    note("hotline-triage", "from last week")
    before = living("hotline-triage")
    Key.objects.filter(pk=before.pk).update(created_at=clock.now() - timedelta(days=8))
    rosa, marisol = desk("coordinator"), desk("hotline")
    rosa.at("/vault/me/")
    with rosa.page.expect_response("**/hotline-triage/key/") as answer:
        rosa.opens()
    assert answer.value.json() == {"renewed": True}

    assert living("hotline-triage").version == 2
    page = marisol.at("/vault/circles/hotline-triage/notes/")
    marisol.opens()
    expect(page.get_by_text("from last week")).to_be_visible()


def test_t10_who_writes_the_database_lets_nobody_in(desk: Sits, cast: dict[str, Person]) -> None:
    june = cast["dispatcher"]
    Membership.objects.create(
        circle=Circle.objects.get(name="casework"), person=june, admitted_by=cast["coordinator"],
        recipient=june.person_keys.get(retired_at=None).recipient,
    )  # fmt: skip
    rosa = desk("coordinator")

    page = rosa.at("/vault/circles/casework/")
    expect(page.locator(f"#member-{june.pk}")).to_contain_text("Keys not confirmed: nothing is closed to them")
    removes(rosa, "casework", cast["hotline"])

    assert living("casework").version == 2
    assert not Wrap.objects.filter(to_person__person=june, key__circle__name="casework").exists()
