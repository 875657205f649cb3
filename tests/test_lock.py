"""A signed-in device that somebody took: its boards go on, nothing else opens and nothing is done on it."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from amparo.audit.models import Entry
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.response.models import Report
from amparo.response.tests.factories import make_report, with_powers

pytestmark = pytest.mark.django_db
BY_ITSELF = {"X-By-Itself": "1", "HX-Request": "true"}


@pytest.fixture
def june() -> Person:
    june = with_powers(make_person(), Power.DISPATCH, Power.ANSWER, Power.MANAGE_PEOPLE, Power.REVEAL_CONTACT)
    TOTP.activate(june, generate_totp_secret())
    return june


@pytest.fixture
def taken(client: Client, june: Person) -> Client:
    client.force_login(june)
    assert client.get("/people/me/").status_code == 200
    session = client.session
    session["seen"] -= settings.LOCK_MINUTES * 60 + 1
    session.save()
    return client


@pytest.mark.parametrize("board", ["/response/", "/hotline/", "/messages/", "report"])
def test_boards_go_on(taken: Client, board: str) -> None:
    report: Report = make_report(make_person())
    address = f"/response/reports/{report.pk}/" if board == "report" else board

    assert taken.get(address, headers=BY_ITSELF).status_code == 200


def test_no_other_page_opens_on_the_word_of_a_header(taken: Client, june: Person) -> None:
    other = make_person()
    point = other.contact_points.get()
    report = make_report(other)
    before = Entry.objects.count()

    pages = [
        taken.get(page, headers=BY_ITSELF) for page in ("/people/", f"/people/{other.pk}/", "/people/me/", "/rota/")
    ]
    acts = [
        taken.post(f"/people/{other.pk}/numbers/{point.pk}/reveal/", {"reason": "to call them"}, headers=BY_ITSELF),
        taken.post(f"/response/reports/{report.pk}/place/", headers=BY_ITSELF),
        taken.post("/response/", headers=BY_ITSELF),
    ]

    assert {(answer.status_code, answer.content) for answer in [*pages, *acts]} == {(204, b"")}
    assert Entry.objects.count() == before
