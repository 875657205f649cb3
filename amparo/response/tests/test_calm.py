"""What the pages say to somebody who is tired: the most urgent first, who is all right, and nothing that is over."""

import pytest
from django.urls import reverse

from amparo.core import clock
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import number_of
from amparo.response.actions.activations import activate, raise_alarm
from amparo.response.actions.endings import end_activation
from amparo.response.models import Activation, CheckIn, Report
from amparo.response.selectors.activations import lines_of
from amparo.response.selectors.boards import open_alarms, unread_answers
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder
from amparo.response.tests.test_pages import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Person, Person]:
    return make_responder(), make_responder()


@pytest.fixture
def activation(pair: tuple[Person, Person], report: Report, dispatcher: Person) -> Activation:
    return activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatcher)


def test_an_emergency_is_read_before_older_answers(activation: Activation, pair: tuple[Person, Person]) -> None:
    wire.text(number_of(pair[0]), "maybe")
    wire.text(number_of(pair[1]), "they arrested a man here")

    assert next(answer.got for answer in unread_answers()) == "emergency"


def test_a_line_says_who_answered_the_check_in_and_who_did_not(
    activation: Activation, pair: tuple[Person, Person], dispatcher: Person, as_person: SignIn
) -> None:
    for person in pair:
        wire.text(number_of(person), "1")
    for ask in activation.asks.all():
        CheckIn.objects.create(ask=ask, due_at=clock.now(), sent_at=clock.now())
    wire.text(number_of(pair[0]), "1")

    by_person = {line.ask.person_id: line for line in lines_of(activation)}
    page = as_person(dispatcher).get(reverse("response:activation", args=[activation.pk])).content.decode()

    assert by_person[pair[0].pk].all_right_at is not None
    assert by_person[pair[0].pk].unanswered == 0
    assert (by_person[pair[1].pk].all_right_at, by_person[pair[1].pk].unanswered) == (None, 1)
    assert page.count("all right at") == 1
    assert page.count("1 check-in not answered yet") == 1


def test_the_end_settles_the_alarm_for_more_people_and_leaves_those_about_a_person(
    activation: Activation, dispatcher: Person
) -> None:
    raise_alarm(activation, kind="people")
    raise_alarm(activation, kind="help", ask=activation.asks.first())

    end_activation(activation, kind="stood_down", by=dispatcher)

    assert [alarm.kind for alarm in open_alarms()] == ["help"]


def test_after_the_end_nobody_is_shown_as_asked_or_needed(
    activation: Activation, dispatcher: Person, as_person: SignIn
) -> None:
    end_activation(activation, kind="stood_down", by=dispatcher)

    page = as_person(dispatcher).get(reverse("response:activation", args=[activation.pk])).content.decode()

    assert page.count("Not needed") == 2
    assert "Who is needed" not in page
    assert "Said on the phone" not in page
