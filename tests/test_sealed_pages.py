"""Sealed words in real pages: opened, searched, written by two at once, locked, moved and cut. Nothing is lost or opens wrongly."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from amparo.people.models import Person
from amparo.vault.models import Key, Membership, Note, Wrap
from tests.vault_desks import Sits, looks_right, note
from tests.vault_pages import box, kept_in_browser, open_keys, phrase_of
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def notes(circle: str) -> str:
    return f"/vault/circles/{circle}/notes/"


def test_a_member_opens_and_searches_what_the_server_cannot_read(desk: Sits) -> None:
    note("casework", "La señora Muñoz llama mañana")
    note("casework", "Bring the forms")
    rosa = desk("coordinator")

    page = rosa.at(notes("casework"))
    looks_right(page)
    assert "Muñoz" not in page.content()
    rosa.opens()
    expect(page.get_by_text("La señora Muñoz llama mañana")).to_be_visible()
    page.get_by_label("Search on this device").fill("munoz MANANA")
    expect(page.get_by_text("Bring the forms")).to_be_hidden()
    expect(page.get_by_text("1 found")).to_be_visible()
    looks_right(page)
    page.reload()
    expect(page.get_by_text("Bring the forms")).to_be_visible()


def test_who_is_not_in_the_circle_gets_neither_page_nor_key(desk: Sits, cast: dict[str, Person]) -> None:
    secret = note("sanctuary", "the house on the hill")
    tom = desk("responder")

    answer = tom.page.goto(tom.url + notes("sanctuary"))
    assert answer is not None
    assert answer.status == 404
    tom.at("/vault/me/")
    tom.opens()
    said = tom.page.evaluate(f"fetch('/vault/keys/?id={secret.key}&id={uuid4()}').then((answer) => answer.json())")

    assert said == {}


def test_who_was_removed_from_a_circle_gets_its_key_no_more(desk: Sits, cast: dict[str, Person]) -> None:
    key = note("casework", "x").key
    rosa = desk("coordinator")
    rosa.at("/vault/me/")
    assert list(rosa.page.evaluate(f"fetch('/vault/keys/?id={key}').then((answer) => answer.json())")) == [str(key)]

    Membership.objects.filter(person=cast["coordinator"], circle__name="casework").update(ended_at="2026-01-01T00:00Z")

    assert rosa.page.evaluate(f"fetch('/vault/keys/?id={key}').then((answer) => answer.json())") == {}


def test_what_is_written_leaves_the_browser_closed(desk: Sits) -> None:
    rosa = desk("coordinator")
    sent: list[str] = []
    rosa.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))

    page = rosa.at(notes("casework"))
    page.get_by_role("link", name="Write a note").click()
    looks_right(page)
    rosa.opens()
    box(page).fill("CANARY-Maple-street")
    page.get_by_role("button", name="Save", exact=True).click()  # at once: the form waits until the words are closed
    expect(page.get_by_text("Saved, and closed for this circle.")).to_be_visible()
    expect(page.get_by_text("CANARY-Maple-street")).to_be_visible()

    assert not [each for each in sent if "CANARY" in each]
    assert bytes(Note.objects.get().words).startswith(b"age-encryption.org/v1\n")
    assert "CANARY" not in kept_in_browser(page)
    assert "AGE-SECRET" not in kept_in_browser(page)


def test_two_change_one_note_and_the_second_loses_nothing(desk: Sits) -> None:
    one = note("casework", "first words")
    rosa, marisol = desk("coordinator"), desk("hotline")
    for each in (rosa, marisol):
        each.at(f"{notes('casework')}{one.pk}/")
        each.opens()
        expect(box(each.page)).to_have_value("first words")

    box(rosa.page).fill("Rosa's words")
    rosa.page.get_by_role("button", name="Save", exact=True).click()
    expect(rosa.page.get_by_text("Saved, and closed for this circle.")).to_be_visible()
    box(marisol.page).fill("Marisol's words")
    marisol.page.get_by_role("button", name="Save", exact=True).click()
    page = marisol.page
    expect(page.get_by_text("Somebody else saved this note meanwhile.")).to_be_visible()
    expect(page.get_by_role("blockquote").or_(page.locator("blockquote")).first).to_contain_text("Rosa's words")
    expect(box(page)).to_have_value("Marisol's words")
    looks_right(page)
    box(page).fill("both our words")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("both our words")).to_be_visible()


def test_a_locked_screen_hides_the_words_and_gives_them_back(desk: Sits) -> None:
    one = note("casework", "before")
    rosa = desk("coordinator")
    page = rosa.at(f"{notes('casework')}{one.pk}/")
    rosa.opens()
    box(page).fill("half a sentence")

    page.evaluate("import('/static/vault/ring.js').then((ring) => ring.lock())")
    expect(box(page)).to_be_hidden()
    assert "half a sentence" not in page.content()
    assert "half" not in page.evaluate("[...document.querySelectorAll('textarea')].map((each) => each.value).join()")
    rosa.opens()
    expect(box(page)).to_have_value("half a sentence")


def test_keys_lock_when_nobody_touches_the_phone(chromium: Browser, desk: Sits) -> None:
    note("casework", "words on the screen")
    rosa = desk("coordinator")
    rosa.page.clock.install()
    page = rosa.at(notes("casework"))
    rosa.opens()
    expect(page.get_by_text("words on the screen")).to_be_visible()

    page.clock.run_for("09:50")
    expect(page.get_by_text("words on the screen")).to_be_visible()
    page.clock.run_for("00:20")
    expect(page.get_by_text("words on the screen")).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('vault')") is None


def test_keys_lock_when_the_session_ended_elsewhere(desk: Sits, cast: dict[str, Person]) -> None:
    note("casework", "words on the screen")
    rosa = desk("coordinator")
    rosa.page.clock.install()
    page = rosa.at(notes("casework"))
    rosa.opens()
    expect(page.get_by_text("words on the screen")).to_be_visible()

    cast["coordinator"].sessions.all().delete()
    page.clock.run_for("00:25")
    expect(page.get_by_text("words on the screen")).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('vault')") is None


def test_a_browser_closed_in_the_middle_of_writing_loses_nothing(desk: Sits) -> None:
    one = note("casework", "old words")
    rosa = desk("coordinator")
    page = rosa.at(f"{notes('casework')}{one.pk}/")
    rosa.opens()
    box(page).fill("new words, half a sen")
    until(lambda: "vault-draft" in kept_in_browser(page))
    assert "half a sen" not in kept_in_browser(page)
    page.close(run_before_unload=False)

    again = rosa.context.new_page()
    again.goto(f"{rosa.url}{notes('casework')}")
    open_keys(again, phrase_of("coordinator"))
    expect(again.get_by_text("old words")).to_be_visible()
    again.get_by_role("link", name="Go on with it").click()
    expect(box(again)).to_have_value("new words, half a sen")
    expect(again.get_by_text("You wrote these words here before")).to_be_visible()
    looks_right(again)
    again.get_by_role("button", name="Use the saved words instead").click()
    expect(box(again)).to_have_value("old words")
    box(again).fill("new words, a whole sentence")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.get_by_text("new words, a whole sentence")).to_be_visible()
    expect(again.get_by_role("link", name="Go on with it")).to_be_hidden()
    assert "vault-draft" not in kept_in_browser(again)


def test_a_screen_that_locks_while_the_house_is_away_gives_the_words_back(desk: Sits) -> None:
    rosa = desk("coordinator")
    page = rosa.at(notes("casework"))
    page.get_by_role("link", name="Write a note").click()
    rosa.opens()
    rosa.context.set_offline(True)
    box(page).fill("written in the tunnel")
    page.evaluate("import('/static/vault/ring.js').then((ring) => ring.lock())")
    expect(box(page)).to_be_hidden()
    assert "tunnel" not in page.content() + kept_in_browser(page)

    rosa.context.set_offline(False)
    rosa.opens()
    expect(box(page)).to_have_value("written in the tunnel")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("written in the tunnel")).to_be_visible()


def test_the_house_away_while_saving_keeps_the_words_on_the_screen(desk: Sits) -> None:
    rosa = desk("coordinator")
    page = rosa.at(notes("casework"))
    page.get_by_role("link", name="Write a note").click()
    rosa.opens()
    rosa.context.set_offline(True)
    box(page).fill("words that must not be lost")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("The house does not answer.")).to_be_visible()
    expect(box(page)).to_have_value("words that must not be lost")
    rosa.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("words that must not be lost")).to_be_visible()


def test_bodies_that_were_swapped_cut_or_closed_to_others_are_not_shown(desk: Sits) -> None:
    one, two = note("casework", "words of one"), note("casework", "words of two")
    cut, other = note("casework", "cut words"), note("sanctuary", "of another circle")
    Note.objects.filter(pk=one.pk).update(words=bytes(two.words))
    Note.objects.filter(pk=cut.pk).update(words=bytes(cut.words)[:-1])
    Note.objects.filter(pk=other.pk).update(circle=one.circle)
    marisol = desk("hotline")
    page = marisol.at(notes("casework"))
    marisol.opens()

    expect(page.get_by_text("words of two")).to_have_count(1)
    expect(page.get_by_text("Was moved, so it is not shown")).to_have_count(1)
    expect(page.get_by_text("Not whole, so it is not shown")).to_have_count(1)
    expect(page.get_by_text("Closed to other people")).to_have_count(1)


def test_a_wrap_moved_to_another_key_opens_nothing(desk: Sits, cast: dict[str, Person]) -> None:
    """The house takes the epoch off only for its own row; the browser refuses a wrap whose body names another."""
    note("casework", "words")
    casework = Key.objects.get(circle__name="casework", retired_at=None)
    mine = Wrap.objects.get(key=casework, to_person__person=cast["coordinator"])
    other = Wrap.objects.get(key__circle__name="sanctuary", to_person__person=cast["coordinator"])
    Wrap.objects.filter(pk=other.pk).delete()
    Wrap.objects.filter(pk=mine.pk).update(body=bytes(other.body))
    rosa = desk("coordinator")
    page = rosa.at(notes("casework"))
    rosa.opens()

    expect(page.locator("sealed-field").first).to_contain_text("Not")
    expect(page.get_by_text("words", exact=True)).to_have_count(0)


def test_sealed_words_that_arrive_with_a_part_of_a_page_open_too(desk: Sits) -> None:
    note("casework", "words that came later")
    rosa = desk("coordinator")
    page = rosa.at("/people/me/")
    fetch = f"htmx.ajax('GET', '{notes('casework')}', {{ target: '#main', swap: 'innerHTML', select: '#main' }})"

    page.evaluate(fetch)
    expect(page.locator(".sealed-shut")).to_be_visible()
    page.evaluate(fetch)  # the part that brought the door and its words is replaced by another
    rosa.opens()

    expect(page.get_by_text("words that came later")).to_be_visible()
    expect(page.get_by_label("Search on this device")).to_be_visible()
