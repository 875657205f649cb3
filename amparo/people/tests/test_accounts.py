import threading
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from amparo.core import clock
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.actions import check_code, close_account, invite, open_account, send_code
from amparo.people.enums import CodeBy, ContactStatus
from amparo.people.errors import InvitationOver, TooManyCodes
from amparo.people.limits import may_try
from amparo.people.models import ContactPoint, Invitation, NumberCode, Person, Session
from amparo.people.selectors import find_people, invitation_by
from amparo.people.tests.factories import make_person, number_of

pytestmark = pytest.mark.django_db
PHRASE = "six brave herons at dawn"


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_user("ana", PHRASE, display_name="Ana Núñez")


def sign_in(client: Client, password: str, *, place: str = "192.0.2.1") -> int:
    return client.post("/account/login/", {"login": "ana", "password": password}, REMOTE_ADDR=place).status_code


def test_five_wrong_tries_from_one_place_shut_that_place_and_no_other(client: Client, ana: Person) -> None:
    for _n in range(5):
        sign_in(client, "wrong")

    from_there = sign_in(client, PHRASE)
    from_home = sign_in(Client(), PHRASE, place="192.0.2.2")

    assert (from_there, from_home) == (200, 302)


def test_signing_in_wipes_what_was_mistyped_before(client: Client, ana: Person) -> None:
    for _round in range(3):
        assert [sign_in(Client(), "wrong") for _n in range(4)] == [200] * 4
        assert sign_in(Client(), PHRASE) == 302


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_are_counted_one_by_one() -> None:
    start, allowed = threading.Barrier(20), Counter[bool]()

    def one_try() -> None:
        start.wait()
        allowed[may_try("192.0.2.9", "ana")] += 1
        connection.close()

    threads = [threading.Thread(target=one_try) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert allowed == {True: 5, False: 15}


def test_the_table_of_sessions_lets_nobody_in(client: Client, ana: Person) -> None:
    client.force_login(ana)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(person=ana)

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key

    assert row.session_key != key
    assert client.get("/account/2fa/").status_code == 200
    assert thief.get("/account/2fa/").status_code == 302


def test_signing_out_everywhere_else_keeps_this_device_only(client: Client, ana: Person) -> None:
    other = Client()
    for each in (client, other):
        each.force_login(ana)
        session = each.session
        session["demo"] = True
        session.save()
    before = other.get("/people/me/").status_code

    client.post("/people/me/devices/removal/")

    assert (before, other.get("/people/me/").status_code, client.get("/people/me/").status_code) == (200, 302, 200)


def test_a_device_that_nobody_touched_asks_again_who_is_there(client: Client, ana: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ana, generate_totp_secret())
    client.force_login(ana)
    assert client.get("/people/me/").status_code == 200
    session = client.session
    session["seen"] -= settings.LOCK_MINUTES * 60 + 1
    session.save()

    by_itself = client.get("/people/me/", headers={"X-By-Itself": "1"}).status_code
    touched = client.get("/people/me/")
    client.post("/account/reauthenticate/", {"password": PHRASE})

    assert by_itself == 204
    assert (touched.status_code, touched["Location"]) == (302, "/account/reauthenticate/?next=%2Fpeople%2Fme%2F")
    assert client.get("/people/me/").status_code == 200


def test_an_invitation_shows_itself_on_get_and_opens_the_account_once_on_post(client: Client, ana: Person) -> None:
    word = invite(ana, by=None)

    shown = [client.get(f"/people/welcome/{word}/").status_code for _n in range(2)]
    opened = client.post(f"/people/welcome/{word}/", {"password": "a brand new phrase"})
    again = Client().post(f"/people/welcome/{word}/", {"password": "somebody else wrote"})

    ana.refresh_from_db()
    assert (shown, opened.status_code, opened["Location"], again.status_code) == ([200, 200], 302, "/account/2fa/", 404)
    assert ana.check_password("a brand new phrase")


def test_a_newer_link_or_three_days_end_an_invitation(ana: Person) -> None:
    old = invite(ana, by=None)
    newer = invite(ana, by=None)
    kept = invitation_by(newer)
    assert kept is not None
    Invitation.objects.filter(pk=kept.pk).update(expires_at=clock.ago(seconds=1))

    assert invitation_by(old) is None
    with pytest.raises(InvitationOver):
        open_account(kept, password="")


def test_whoever_gets_a_new_link_made_is_told_by_text() -> None:
    ana = make_person()
    invite(ana, by=None)

    assert [row.template for row in OutgoingMessage.objects.filter(about=ana.pk)] == ["people.link_made"]


def test_closing_an_account_signs_out_every_device_at_once(client: Client, ana: Person) -> None:
    client.force_login(ana)
    close_account(ana, by=ana)

    assert client.get("/account/2fa/").status_code == 302
    assert sign_in(Client(), PHRASE) in {200, 302}
    assert not Session.objects.filter(person=ana).exists()


def test_a_code_by_text_checks_the_number_and_wrong_codes_run_out() -> None:
    ana = make_person()
    point = ContactPoint.objects.get(owners=ana)
    ContactPoint.objects.filter(pk=point.pk).update(status=ContactStatus.UNVERIFIED)
    row = send_code(point, person=ana, way=CodeBy.TEXT, by=ana)
    code = row.code.reveal()
    wrong = "000000" if code != "000000" else "111111"

    tried = [check_code(point, person=ana, code=wrong, by=ana) for _n in range(5)]
    too_late = check_code(point, person=ana, code=code, by=ana)
    fresh = send_code(point, person=ana, way=CodeBy.TEXT, by=ana)
    right = check_code(point, person=ana, code=fresh.code.reveal(), by=ana)

    point.refresh_from_db()
    assert (tried, too_late, right, point.status) == ([False] * 5, False, True, ContactStatus.VERIFIED)
    assert code in OutgoingMessage.objects.get(about=row.pk).body.reveal()


def test_a_landline_hears_its_code_by_voice() -> None:
    from amparo.core.events import ask
    from amparo.messaging.voice import Plan, Say, StepAsked

    ana = make_person(language="es")
    row = send_code(ContactPoint.objects.get(owners=ana), person=ana, way=CodeBy.VOICE, by=ana)
    order = CallOrder.objects.get(about=row.pk)

    plan = ask(StepAsked(order.token, order.step, "CA" + "1" * 32))

    assert isinstance(plan, Plan)
    assert [s.values["code"] for s in plan.steps if isinstance(s, Say)] == [". ".join(row.code.reveal())] * 2


def test_a_number_gets_four_codes_an_hour_at_most() -> None:
    ana = make_person()
    point = ContactPoint.objects.get(owners=ana)
    for _n in range(4):
        send_code(point, person=ana, way=CodeBy.TEXT, by=ana)

    with pytest.raises(TooManyCodes):
        send_code(point, person=ana, way=CodeBy.TEXT, by=ana)
    assert NumberCode.objects.count() == 4


@pytest.mark.parametrize("words", ["nunez", "NÚÑEZ", "ana nu", "ñúñ", "ana"])
def test_a_person_is_found_whatever_the_accents(ana: Person, words: str) -> None:
    assert list(find_people(words)) == [ana]


def test_a_person_is_found_by_the_whole_number_and_by_no_part_of_it() -> None:
    ana = make_person()
    number = number_of(ana)

    assert list(find_people(number)) == [ana]
    assert list(find_people(number[2:])) == [ana]
    assert list(find_people(number[-4:])) == []
