"""Whose number it is: a person proves it, and until then nobody is written to, rung or heard on their behalf."""

import pytest
from django.test import Client

from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.people.models import ContactPoint, NumberCode, Person
from amparo.people.selectors import calling_number, people_by_index, texting_numbers
from amparo.people.tests.factories import make_person, number_of

pytestmark = pytest.mark.django_db
THEIRS = "+14135550170"


@pytest.fixture
def tom(client: Client) -> Person:
    tom = Person.objects.create_user("tom", None, display_name="Tom")
    client.force_login(tom)
    session = client.session
    session["demo"] = True
    session.save()
    return tom


def add(client: Client, number: str) -> str:
    """The page of somebody who wrote this number down as theirs."""
    assert client.post("/people/me/numbers/", {"number": number}).status_code == 302
    return client.get("/people/me/").content.decode()


def test_who_writes_down_the_number_of_another_person_is_not_taken_for_them(client: Client, tom: Person) -> None:
    ana = make_person(phone=THEIRS)
    index = ContactPoint.objects.get(owners=ana).index

    add(client, THEIRS)

    assert people_by_index(index) == [ana]
    assert texting_numbers([tom.pk, ana.pk]) == {ana.pk: (THEIRS, index)}
    assert calling_number(tom) is None


def test_the_page_does_not_tell_whether_a_number_is_known_in_the_network(client: Client, tom: Person) -> None:
    make_person(phone=THEIRS)
    make_person(phone="+14135550171")
    known = add(client, THEIRS)
    tom.contact_owners.all().delete()

    unknown = add(client, "+14135550172")

    assert "Checked" not in known
    assert (known.count("Not checked yet"), unknown.count("Not checked yet")) == (1, 1)


def test_the_code_makes_a_shared_phone_theirs(client: Client, tom: Person) -> None:
    ana = make_person(phone=THEIRS)
    add(client, THEIRS)
    point = ContactPoint.objects.get(owners=tom)
    client.post(f"/people/me/numbers/{point.pk}/code/", {"way": "text"})

    client.post(f"/people/me/numbers/{point.pk}/check/", {"code": NumberCode.objects.get().code.reveal()})

    assert set(people_by_index(point.index)) == {ana, tom}
    assert number_of(tom) == THEIRS
    assert set(texting_numbers([tom.pk, ana.pk])) == {tom.pk, ana.pk}


def test_naming_new_numbers_and_taking_them_away_rings_no_more_strangers(client: Client, tom: Person) -> None:
    for n in range(8):
        add(client, f"+1413555018{n}")
        point = ContactPoint.objects.get(owners=tom)
        client.post(f"/people/me/numbers/{point.pk}/code/", {"way": "voice" if n % 2 else "text"})
        client.post(f"/people/me/numbers/{point.pk}/removal/")

    assert OutgoingMessage.objects.count() + CallOrder.objects.count() == 4
    assert not ContactPoint.objects.exists()
