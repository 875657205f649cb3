"""By text, by call, or both: what a person chose, what their numbers take, and what a STOP still allows."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amparo.messaging.tests import wire
from amparo.people.actions import add_phone, choose_channels
from amparo.people.enums import AskedBy, ContactStatus, Purpose
from amparo.people.models import Consent, ContactPoint, Person
from amparo.people.selectors import reach_of
from amparo.people.tests.factories import make_person, next_number, number_of
from amparo.people.ways import OWN_PAGE, Way, ways_of

pytestmark = pytest.mark.django_db
TEXT, CALL = Way.TEXT, Way.CALL


def choose(person: Person, asked_by: AskedBy, source: str = OWN_PAGE) -> None:
    choose_channels(person, asked_by=asked_by, wording="test", language="en", source=source, by=person)


def only_a_landline(person: Person) -> Person:
    ContactPoint.objects.filter(owners=person).update(status=ContactStatus.LANDLINE)
    return person


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["demo"] = True
    session.save()
    return client


@pytest.mark.parametrize(
    ("asked_by", "mobile", "landline"),
    [
        (AskedBy.TEXT, (TEXT,), ()),
        (AskedBy.TEXT_CALL, (TEXT,), (CALL,)),
        (AskedBy.CALL_TEXT, (CALL,), (CALL,)),
        (AskedBy.CALL, (CALL,), (CALL,)),
        (AskedBy.BOTH, (TEXT, CALL), (CALL,)),
    ],
)
def test_the_order_is_the_persons_as_far_as_the_phone_takes_it(
    asked_by: AskedBy, mobile: tuple[Way, ...], landline: tuple[Way, ...]
) -> None:
    with_mobile, with_landline = make_person(), only_a_landline(make_person())
    for person in (with_mobile, with_landline):
        choose(person, asked_by)

    ways = ways_of([with_mobile.pk, with_landline.pk])

    assert ways[with_mobile.pk].at_once == mobile
    assert ways[with_landline.pk].at_once == landline
    assert reach_of([with_landline], timezone.now())[with_landline.pk] == ([] if landline else ["landline"])


def test_a_call_goes_to_the_number_that_comes_first_and_a_text_to_the_first_that_takes_one() -> None:
    person = only_a_landline(make_person())
    landline = ContactPoint.objects.get(owners=person)
    mobile = add_phone(person, number=next_number(), by=None)
    choose(person, AskedBy.BOTH)

    ways = ways_of([person.pk])[person.pk]

    assert (ways.text, ways.call) == (mobile, landline)
    choose(person, AskedBy.CALL)
    assert ways_of([person.pk])[person.pk].text is None


def test_a_stop_ends_calls_too_until_they_choose_calls_themselves(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = make_person()
    choose(person, AskedBy.BOTH)
    wire.text(number_of(person), "STOP")
    assert ways_of([person.pk])[person.pk].usable == ()
    assert reach_of([person], timezone.now())[person.pk] == ["opted_out"]

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        choose(person, AskedBy.BOTH, source="told us")
        assert ways_of([person.pk])[person.pk].usable == ()

        browser(person).post("/people/me/channels/", {"asked_by": "both"})

    with django_assert_num_queries(3):
        assert ways_of([person.pk])[person.pk].usable == (CALL,)


def test_texts_only_takes_the_yes_to_calls_back_and_each_yes_is_kept() -> None:
    person = make_person()
    mine = browser(person)
    assert mine.post("/people/me/channels/", {"asked_by": "pigeon"}).status_code == 422

    for asked_by in ("call", "both", "text"):
        mine.post("/people/me/channels/", {"asked_by": asked_by})

    calls = Consent.objects.filter(person=person, purpose=Purpose.ACTIVATION_CALL)
    assert calls.count() == 2
    assert not calls.filter(withdrawn_at=None).exists()
    assert 'value="text" id="id_asked_by_0" checked' in mine.get("/people/me/").content.decode().replace(
        "required ", ""
    )
    assert mine.post("/people/me/consents/activation_call/", {"agree": "1"}).status_code == 422
