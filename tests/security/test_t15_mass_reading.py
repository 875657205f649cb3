"""T15: somebody of our own opens everything that they may: they are stopped, and those who lead hear of it within seconds."""

import csv
import io
import time
from uuid import UUID

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from amparo.audit.models import Entry
from amparo.brakes.actions import lift_budget, take_alarm, watch
from amparo.brakes.budgets import BUDGETS
from amparo.brakes.enums import AlarmKind, Reads
from amparo.brakes.errors import NotForYourself
from amparo.brakes.models import Alarm, Export, Reading
from amparo.demo.seed import seed
from amparo.governance.enums import Power
from amparo.messaging.models import OutgoingMessage
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from amparo.vault.models import Key
from tests.made_cases import make_case
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db
AN_HOUR = 6  # a small budget, so that a test needs few cases


@pytest.fixture
def cases(settings: Settings) -> list[UUID]:
    """Rosa is on the team of ten cases; the key of each one's story."""
    seed()
    BUDGETS_BEFORE.update(BUDGETS)
    BUDGETS[Reads.CASES] = (AN_HOUR, 9)
    rosa = Person.objects.get(username="coordinator")
    made = [make_case(names="Familia Muñoz", needs="Jueves", team=[rosa]) for _n in range(10)]
    return [Key.objects.get(subject=case.pk, part="identity", retired_at=None).pk for case in made]


BUDGETS_BEFORE: dict[str, tuple[int, int]] = {}


@pytest.fixture(autouse=True)
def budgets_as_ever() -> object:
    yield
    BUDGETS.update(BUDGETS_BEFORE)


def opens(client: Client, *keys: UUID) -> tuple[int, int]:
    """The status, and how many of these keys were handed out."""
    answer = client.get("/vault/keys/", {"id": [str(key) for key in keys]})
    given = answer.json() if answer.status_code == 200 else {}
    return answer.status_code, sum(str(key) in given for key in keys)


def test_t15_a_canary_that_is_opened_is_told_within_two_seconds_and_nothing_looks_unusual(cases: list[UUID]) -> None:
    canary = Key.objects.get(pk=cases[0]).subject
    assert canary is not None
    watch(canary, by=None)
    rosa = at_work(Person.objects.get(username="coordinator"))
    assert opens(rosa, cases[1]) == (200, 1)
    assert not Alarm.objects.exists()
    before = time.monotonic()

    assert opens(rosa, cases[0]) == (200, 1)

    alarm = Alarm.objects.get(kind=AlarmKind.CANARY)
    assert time.monotonic() - before < 2.0
    told = OutgoingMessage.objects.filter(template="brakes.alarm", about=alarm.pk)
    assert told.exists()
    assert Person.objects.get(username="coordinator").pk == alarm.person_id
    assert all("Rosa" not in text.body.reveal() for text in told)


def test_t15_whoever_opens_case_after_case_is_stopped_and_told_of_within_ten_seconds(cases: list[UUID]) -> None:
    rosa = at_work(Person.objects.get(username="coordinator"))
    before, opened = time.monotonic(), 0
    for key in cases:
        status, given = opens(rosa, key)
        opened += given
        if status == 429:
            break

    assert (opened, status) == (AN_HOUR, 429)
    assert Alarm.objects.get().kind == AlarmKind.BUDGET
    assert time.monotonic() - before < 10.0
    assert opens(rosa, cases[0]) == (200, 1), "what was open stays open"
    assert opens(rosa, *cases) == (429, 0), "also many at once"
    assert Alarm.objects.count() == 1, "told once"
    assert Reading.objects.values("subject").distinct().count() == AN_HOUR


def test_t15_somebody_else_who_leads_lifts_it_with_a_reason_and_nobody_for_themselves(cases: list[UUID]) -> None:
    rosa, sam = (Person.objects.get(username=name) for name in ("coordinator", "technology"))
    client = at_work(rosa)
    assert opens(client, *cases)[0] == 429
    client.post("/brakes/lifts/new/", {"who": "coordinator", "reason": "the weekly round of all cases"})
    refused = opens(client, *cases)[0]
    at_work(sam).post("/brakes/lifts/new/", {"who": "coordinator", "reason": "the weekly round of all cases"})

    assert (refused, opens(client, *cases)) == (429, (200, 10))
    assert Entry.objects.filter(verb="brakes.lifted", actor=sam.pk).count() == 1
    with pytest.raises(NotForYourself):
        lift_budget(sam, reason="because I say so", by=sam)
    with pytest.raises(NotForYourself):
        take_alarm(Alarm.objects.get(), by=rosa)


def test_t15_any_look_at_a_watched_row_is_told(cases: list[UUID]) -> None:
    tom = Person.objects.get(username="responder")
    watch(tom.pk, by=None)

    at_work(Person.objects.get(username="dispatcher")).get(f"/people/{tom.pk}/")

    assert Alarm.objects.get().person.username == "dispatcher"
    pages = {name: at_work(Person.objects.get(username=name)).get("/brakes/") for name in ("coordinator", "technology")}
    assert all("June T." in page.content.decode() for page in pages.values())


def test_t15_nobody_reads_the_alarm_about_themselves(cases: list[UUID]) -> None:
    watch(cases[0], by=None)
    rosa = at_work(Person.objects.get(username="coordinator"))
    opens(rosa, cases[0])

    shown = [
        each.get("/brakes/").content.decode() for each in (rosa, at_work(Person.objects.get(username="technology")))
    ]

    assert [words.count("Opened something") for words in shown] == [0, 1]


def test_t15_numbers_have_a_budget_and_after_five_somebody_shows_again_that_it_is_them() -> None:
    rosa = with_powers(make_person(), Power.MANAGE_PEOPLE, Power.REVEAL_CONTACT)
    others = [make_person() for _n in range(22)]
    client, said = at_work(rosa), []
    for other in others:
        point = ContactPoint.objects.get(owners=other)
        answer = client.post(f"/people/{other.pk}/numbers/{point.pk}/reveal/", {"reason": "their phone broke"})
        said.append(answer.status_code)

    assert said == [200] * 20 + [422] * 2
    assert Alarm.objects.filter(kind=AlarmKind.BUDGET).count() == 1

    session = client.session
    session["demo"] = False
    session.save()
    TOTP.activate(rosa, generate_totp_secret())
    point = ContactPoint.objects.get(owners=others[0])
    again = client.post(f"/people/{others[0].pk}/numbers/{point.pk}/reveal/", {"reason": "their phone broke"})
    assert again["Location"].startswith("/account/2fa/reauthenticate/?next=")


def with_factor(person: Person, *, minutes: float | None) -> Client:
    """At work, outside the demo, with a second factor that was shown so many minutes ago."""
    client = at_work(person)
    TOTP.activate(person, generate_totp_secret())
    session = client.session
    session["demo"] = False
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    ago = [] if minutes is None else [{"method": "mfa", "type": "totp", "at": time.time() - minutes * 60}]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}, *ago]
    session.save()
    return client


@pytest.mark.parametrize(("minutes", "status"), [(None, 302), (6.0, 302), (4.0, 200), (0.0, 200)])
def test_t15_a_list_is_asked_for_only_by_who_has_just_shown_that_it_is_them(minutes: float | None, status: int) -> None:
    client = with_factor(with_powers(make_person(), Power.EXPORT), minutes=minutes)

    answer = client.get("/brakes/exports/")

    assert answer.status_code == status
    assert status == 200 or answer["Location"] == "/account/2fa/reauthenticate/?next=%2Fbrakes%2Fexports%2F"
    client.post("/brakes/exports/", {"takes": "people", "reason": "the assembly on Sunday"})
    assert Export.objects.count() == (1 if status == 200 else 0)


def test_t15_a_list_leaves_the_house_by_two_people_once_and_says_on_each_line_who_took_it() -> None:
    rosa, sam = with_powers(make_person(), Power.EXPORT), with_powers(make_person(), Power.EXPORT)
    make_person(display_name='=HYPERLINK("http://evil.example")', phone="+16175550123")
    mine, theirs, nobody = at_work(rosa), at_work(sam), at_work(with_powers(make_person(), Power.MANAGE_PEOPLE))
    mine.post("/brakes/exports/", {"takes": "people", "reason": "the assembly on Sunday"})
    export = Export.objects.get()
    agree, take = f"/brakes/exports/{export.pk}/agreement/", f"/brakes/exports/{export.pk}/file/"

    too_early = mine.post(take)
    mine.post(agree)
    export.refresh_from_db()
    by_themselves = export.agreed_by_id
    theirs.post(agree)
    not_theirs, taken, again = theirs.post(take), mine.post(take), mine.post(take)

    assert (by_themselves, nobody.post(agree).status_code, nobody.get("/brakes/exports/").status_code) == (
        None,
        404,
        404,
    )
    assert [each.status_code for each in (too_early, not_theirs, taken, again)] == [302, 302, 200, 302]
    lines = list(csv.reader(io.StringIO(taken.content.decode())))
    assert len(lines) == Person.objects.filter(is_active=True).count() + 2
    for line in [lines[0], *lines[2:]]:
        assert f"taken out by {rosa.username}, agreed by {sam.username}, 20" in line[-1]
        assert str(export.pk) in line[-1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert "6175550123" not in taken.content.decode()
    verbs = list(Entry.objects.filter(verb__startswith="export.").order_by("created_at").values_list("verb", flat=True))
    assert verbs == ["export.asked", "export.agreed", "export.taken"]


def test_t15_the_audit_can_be_taken_out_without_names_or_content() -> None:
    rosa, sam = with_powers(make_person(display_name="Zebedea"), Power.EXPORT), with_powers(make_person(), Power.EXPORT)
    mine = at_work(rosa)
    mine.post("/brakes/exports/", {"takes": "audit", "reason": "the yearly review"})
    export = Export.objects.get()
    at_work(sam).post(f"/brakes/exports/{export.pk}/agreement/")

    words = mine.post(f"/brakes/exports/{export.pk}/file/").content.decode()

    assert "export.asked" in words
    assert "Zebedea" not in words
