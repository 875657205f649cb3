"""A check-in is missed ten minutes after it was asked: not sooner, not later, whenever the house happens to look."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import number_of
from amparo.response.actions.activations import activate
from amparo.response.actions.answers import count_missed
from amparo.response.models import Alarm, CheckIn, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder
from amparo.response.ticks import count_missed_check_ins, send_check_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(report: Report, dispatcher: Person) -> Person:
    """Somebody who is on the way since now."""
    person, _other = make_responder(), make_responder()
    activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatcher)
    wire.text(number_of(person), "1")
    return person


def asked_at(start: datetime, minutes: float) -> None:
    with time_machine.travel(start + timedelta(minutes=minutes)):
        send_check_ins()


def looked_at(start: datetime, minutes: float) -> tuple[int, int]:
    """How many check-ins are missed, and how many alarms are up, after a look at this minute."""
    with time_machine.travel(start + timedelta(minutes=minutes)):
        count_missed_check_ins()
    return CheckIn.objects.exclude(missed_at=None).count(), Alarm.objects.count()


def test_it_is_missed_ten_minutes_after_the_question_and_twice_is_an_alarm(out: Person) -> None:
    start = timezone.now()
    asked_at(start, 21)
    seen = [looked_at(start, 30.9), looked_at(start, 31.1)]
    asked_at(start, 42)

    assert [*seen, looked_at(start, 51.9), looked_at(start, 52.1)] == [(0, 0), (1, 0), (1, 0), (2, 1)]
    assert Alarm.objects.get().kind == "missed"


def test_a_house_that_stood_still_counts_from_the_question_and_not_from_when_it_was_due(out: Person) -> None:
    start = timezone.now()
    asked_at(start, 95)  # the worker was away for an hour: one question, asked now

    assert [looked_at(start, 96), looked_at(start, 106)] == [(0, 0), (1, 0)]


def test_an_answer_within_the_ten_minutes_is_no_miss_and_ends_what_was_missed_before(out: Person) -> None:
    start = timezone.now()
    asked_at(start, 21)
    assert looked_at(start, 32) == (1, 0)
    asked_at(start, 42)
    with time_machine.travel(start + timedelta(minutes=51)):
        wire.text(number_of(out), "1")
    asked_at(start, 63)

    assert [looked_at(start, 64), looked_at(start, 74)] == [(1, 0), (2, 0)]


def test_an_answer_that_came_a_moment_before_wins(out: Person) -> None:
    asked_at(timezone.now(), 21)
    late = CheckIn.objects.exclude(sent_at=None).get()
    wire.text(number_of(out), "1")

    assert count_missed(late) is False
    assert not CheckIn.objects.exclude(missed_at=None).exists()
