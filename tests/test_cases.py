"""The people we stand by: a case is opened, taken on, written, shared part by part, and closed anew when trust is lost."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from amparo.cases.models import Case, Renewal, Seat, Story
from amparo.core.sealed import close_for
from amparo.governance.enums import Power
from amparo.hotline.models import Intake
from amparo.people.models import Person
from amparo.response.tests.factories import with_powers
from amparo.vault.enums import Part
from amparo.vault.models import Key, Wrap
from amparo.vault.sealing import place_of
from tests.made_cases import make_case
from tests.vault_desks import Desk, Sits, looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(cast: dict[str, Person]) -> dict[str, Person]:
    """The cast as the demo has it: some do casework, Rosa leads it, Marisol answers calls."""
    for slug in ("coordinator", "hotline", "lead", "responder"):
        with_powers(cast[slug], Power.CASEWORK)
    with_powers(cast["coordinator"], Power.LEAD_CASES)
    with_powers(cast["hotline-two"], Power.ANSWER)
    return cast


def case_keys(who: Desk, case: Case) -> set[str]:
    """Which keys of a case the house hands to whoever sits here."""
    ids = {str(key.pk) for key in Key.objects.filter(subject=case.pk)}
    who.at("/vault/me/")
    return ids & set(json.loads(who.asks("/vault/keys/?" + "&".join(f"id={id}" for id in sorted(ids)))[1]))


def writes(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)


def test_a_case_is_opened_from_a_contact_and_only_its_team_reads_it(desk: Sits, cast: dict[str, Person]) -> None:
    contact = uuid4()
    intake = Intake(origin=contact, by=cast["hotline-two"], language="es")
    triage = Key.objects.get(circle__name="hotline-triage", retired_at=None)
    intake.key, intake.story = triage.pk, close_for([triage.recipient], "Llamó la tía", place=place_of(intake, "story"))
    intake.save()
    denise, rosa, ana = desk("hotline-two"), desk("coordinator"), desk("lead")

    page = denise.at(f"/cases/new/?contact={contact}")
    looks_right(page)
    page.get_by_role("button", name="Open my keys").click()
    denise.opens_door()
    writes(page, "Names", "Familia Muñoz")
    told = page.get_by_label("What happened, in their words")
    expect(told).to_have_value("Llamó la tía")
    told.press("End")
    told.press_sequentially(": se lo llevaron a las seis")
    writes(page, "What whoever goes along must know", "Jueves a las nueve, corte de Springfield")
    page.get_by_role("button", name="Close and hand to casework").click()
    expect(page.get_by_role("heading", name="Handed over")).to_be_visible()
    case = Case.objects.get(origin=contact)
    assert denise.page.goto(f"{denise.url}/cases/{case.pk}/").status == 404  # type: ignore[union-attr]
    assert not case_keys(denise, case)
    again = denise.page.goto(f"{denise.url}/cases/new/?contact={contact}")
    assert again is not None
    assert Case.objects.count() == 1

    page = rosa.at("/cases/")
    looks_right(page)
    rosa.opens()
    expect(page.get_by_text("Familia Muñoz")).to_be_visible()
    page.get_by_role("link", name=case.reference).click()
    expect(page.get_by_text("Llamó la tía: se lo llevaron a las seis")).to_be_visible()
    page.get_by_role("button", name="Take this case on").click()
    expect(page.get_by_text("Familia Muñoz")).to_be_visible()
    looks_right(page)
    ana.at("/vault/me/")
    assert ana.page.goto(f"{ana.url}/cases/{case.pk}/").status == 404  # type: ignore[union-attr]
    assert not case_keys(ana, case)


def test_a_companion_opens_the_needs_and_not_the_name(desk: Sits, cast: dict[str, Person]) -> None:
    case = make_case(names="Familia Muñoz", needs="Lleva el jarabe", team=[cast["coordinator"]])
    rosa, tom = desk("coordinator"), desk("responder")
    page = rosa.at(f"/cases/{case.pk}/team/")
    page.get_by_label("Part of their name").fill("Tom")
    page.get_by_role("button", name="Look", exact=True).click()
    looks_right(page)
    page.get_by_role("button", name="Let onto the team").click()
    rosa.opens_door()
    expect(page.get_by_role("listitem").filter(has_text="Tom K.")).to_contain_text("opens what they need to go along")

    page = tom.at(f"/cases/{case.pk}/")
    tom.opens()
    expect(page.get_by_text("Lleva el jarabe")).to_be_visible()
    looks_right(page)
    assert "cases_story" not in page.content()
    assert case_keys(tom, case) == {str(Key.objects.get(subject=case.pk, part=Part.OPS).pk)}
    assert tom.page.goto(f"{tom.url}/cases/{case.pk}/story/").status == 404  # type: ignore[union-attr]


def test_two_who_change_the_same_words_lose_nothing(desk: Sits, cast: dict[str, Person]) -> None:
    case = make_case(narrative="first", team=[cast["coordinator"], cast["lead"]])
    rosa, ana = desk("coordinator"), desk("lead")
    for who in (rosa, ana):
        who.at(f"/cases/{case.pk}/story/")
        who.opens()
        expect(who.page.get_by_label("What happened, in their words")).to_have_value("first")
    writes(rosa.page, "What happened, in their words", "Rosa's words")
    expect(rosa.page.locator("p[data-saved]")).to_have_attribute("data-state", "saved")
    writes(rosa.page, "What happened, in their words", "Rosa's words, and more")
    rosa.page.get_by_role("button", name="Save").click()
    expect(rosa.page.get_by_text("Rosa's words, and more")).to_be_visible()

    writes(ana.page, "What happened, in their words", "Ana's words")
    ana.page.get_by_role("button", name="Save").click()
    expect(ana.page.get_by_text("Yours is not lost")).to_be_visible()
    expect(ana.page.get_by_text("Rosa's words, and more")).to_be_visible()
    expect(ana.page.get_by_label("What happened, in their words")).to_have_value("Ana's words")
    ana.page.get_by_role("button", name="Save").click()
    expect(ana.page.get_by_text("Ana's words")).to_be_visible()


def test_t11_whoever_is_removed_for_cause_opens_no_open_case(desk: Sits, cast: dict[str, Person]) -> None:
    marisol, rosa = desk("hotline"), desk("coordinator")
    cases = [make_case(names=f"Familia {n}", needs=f"cita {n}", team=[cast["lead"]]) for n in range(3)]
    theirs = make_case(names="Familia Silva", team=[cast["hotline"]])
    before = {key.pk for key in Key.objects.filter(kind="case")}
    marisol.at(f"/cases/{theirs.pk}/")
    marisol.opens()
    expect(marisol.page.get_by_text("Familia Silva")).to_be_visible()
    page = rosa.at("/vault/circles/casework/")
    row = page.locator(f"#member-{cast['hotline'].pk}")
    row.get_by_text("Remove", exact=True).click()
    row.get_by_label("We no longer trust them").check()
    page.get_by_role("button", name="Remove from this circle").click()
    rosa.opens_door()
    expect(page.get_by_text("Removed. From now on this circle closes with a new key.")).to_be_visible()
    assert marisol.page.goto(f"{marisol.url}/cases/{theirs.pk}/").status == 404  # type: ignore[union-attr]
    assert Renewal.objects.count() == 4

    page = rosa.at("/cases/renewals/")
    looks_right(page)
    page.get_by_role("button", name="Make new keys").click()
    expect(page.get_by_text("All done.")).to_be_visible()

    now = Key.objects.filter(kind="case")
    assert not Renewal.objects.exists()
    assert not before & {key.pk for key in now}
    assert {key.version for key in now} == {2}
    assert not before & set(Story.objects.values_list("key", flat=True))
    assert not Wrap.objects.filter(to_person__person=cast["hotline"], key__kind="case").exists()
    living = Key.objects.get(circle__name="casework", retired_at=None)
    assert set(Wrap.objects.filter(key__kind="case", to_key__isnull=False).values_list("to_key", flat=True)) == {
        living.pk
    }
    ana = desk("lead")
    page = ana.at(f"/cases/{cases[0].pk}/")
    ana.opens()
    expect(page.get_by_text("Familia 0")).to_be_visible()
    page = rosa.at(f"/cases/{theirs.pk}/")
    expect(page.get_by_text("Familia Silva")).to_be_visible()


def test_a_renewal_that_is_cut_short_leaves_each_case_whole(desk: Sits, cast: dict[str, Person]) -> None:
    case = make_case(names="Familia Muñoz", needs="cita", team=[cast["coordinator"]])
    Renewal.objects.create(case=case, removed=cast["hotline"])
    rosa = desk("coordinator")
    page = rosa.at("/cases/renewals/")
    rosa.page.route(
        "**/renewals/next/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="Make new keys").click()
    rosa.opens_door()
    expect(page.get_by_role("status").filter(has_text="The house does not answer")).to_be_visible()
    assert rosa.asks("/cases/renewals/next/")[0] == 200
    half = {"cases": [{"case": str(case.pk), "keys": [], "wraps": [], "words": {}}]}
    rosa.page.unroute("**/renewals/next/")
    assert json.loads(rosa.asks("/cases/renewals/next/", half)[1]) == {"done": 0, "left": 1}

    page = rosa.at(f"/cases/{case.pk}/")
    expect(page.get_by_text("Familia Muñoz")).to_be_visible()
    rosa.at("/cases/renewals/").get_by_role("button", name="Make new keys").click()
    expect(rosa.page.get_by_text("All done.")).to_be_visible()


def test_the_last_who_opens_a_case_stays_and_the_first_to_take_it_wins(desk: Sits, cast: dict[str, Person]) -> None:
    case = make_case(names="Familia Muñoz")
    rosa, ana = desk("coordinator"), desk("lead")
    ana.at(f"/cases/{case.pk}/")
    rosa.at(f"/cases/{case.pk}/").get_by_role("button", name="Take this case on").click()
    expect(rosa.page.get_by_role("heading", name="Team")).to_be_visible()
    ana.page.get_by_role("button", name="Take this case on").click()
    expect(ana.page.get_by_text("Somebody else took this case on a moment ago.")).to_be_visible()
    assert set(Seat.objects.values_list("person__username", flat=True)) == {"coordinator"}

    page = rosa.at(f"/cases/{case.pk}/team/")
    page.get_by_text("Take off the team").first.click()
    page.get_by_role("button", name="Take off the team").click()
    expect(page.get_by_text("Somebody must be left who opens the whole case.")).to_be_visible()
    rosa.at(f"/cases/{case.pk}/").get_by_text("End this case").first.click()
    rosa.page.get_by_label("What we could do is done").check()
    rosa.page.get_by_role("button", name="End this case").click()
    expect(rosa.page.get_by_text("This case ended: What we could do is done.")).to_be_visible()
    looks_right(rosa.page)
