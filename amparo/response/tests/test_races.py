"""Real threads, real rows: of many who act at once one wins, and nobody is asked, told or sent twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from amparo.messaging.models import OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import make_person, number_of
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate, ask_more, raise_alarm, take_alarm
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.endings import end_activation
from amparo.response.actions.reports import move_report
from amparo.response.errors import ActivationOver, AlreadyActive, MoveNotAllowed
from amparo.response.models import Activation, Alarm, Ask, Ending, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_report, make_responder

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def at_once(*works: Callable[[], object]) -> list[object]:
    """Start all of these together, each on a connection of its own; what each returned, or the name of its refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        except (AlreadyActive, MoveNotAllowed, ActivationOver) as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def people() -> list[Person]:
    return [make_responder() for _n in range(MANY)]


@pytest.fixture
def both() -> tuple[Person, Person]:
    return make_person(), make_person()


def open_for(report: Report, by: Person, wanted: int = 2) -> Activation:
    return activate(report, purpose="send", wishes=[Wish("observer", wanted)], radius_km=15, by=by)


def test_two_who_activate_at_once_open_one_activation(both: tuple[Person, Person], people: list[Person]) -> None:
    report = make_confirmed_report(make_person(), both[0])

    got = at_once(*[lambda by=by: open_for(report, by) for by in both * 2])

    assert Counter(got)["AlreadyActive"] == 3
    assert Activation.objects.count() == 1
    assert OutgoingMessage.objects.filter(template="activation.ask").count() == Ask.objects.count() == 4


def test_for_the_last_places_there_are_as_many_winners_as_places(
    both: tuple[Person, Person], people: list[Person]
) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0], wanted=3)
    asks = list(activation.asks.all())
    assert len(asks) == MANY

    at_once(*[lambda ask=ask: record_answer(ask, heard=Heard(Reply(Got.GOING)), by=None) for ask in asks])

    assert Counter(Ask.objects.values_list("state", flat=True)) == {"going": 3, "covered": 3}
    assert OutgoingMessage.objects.filter(template="activation.going").count() == 3


@pytest.mark.parametrize("round_", range(3))
def test_for_the_last_place_texts_at_the_same_moment_have_one_winner(
    both: tuple[Person, Person], people: list[Person], round_: int
) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0], wanted=3)
    OutgoingMessage.objects.update(state=30)
    numbers = [number_of(ask.person) for ask in activation.asks.select_related("person").order_by("pk")]
    for number in numbers[:2]:
        wire.text(number, "1")

    answers = at_once(*[lambda number=number: wire.text(number, "A1").status_code for number in numbers[2:]])

    assert answers == [200] * (MANY - 2)
    assert Counter(Ask.objects.values_list("state", flat=True)) == {"going": 3, "covered": 3}
    assert OutgoingMessage.objects.filter(template="activation.going").count() == 3


def test_two_who_move_one_report_at_once_move_it_once(both: tuple[Person, Person]) -> None:
    report = make_report(make_person())
    copies = [Report.objects.get(pk=report.pk) for _n in range(4)]

    got = at_once(
        *[
            lambda row=row, n=n: move_report(
                row, to=("false_alarm", "could_not_verify")[n % 2], basis="looked", by=both[n % 2]
            )
            for n, row in enumerate(copies)
        ]
    )

    assert Counter(map(str, got))["MoveNotAllowed"] == 3
    assert report.moves.count() == 1


def test_one_alarm_is_taken_by_one(both: tuple[Person, Person], people: list[Person]) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0])
    alarm = raise_alarm(activation, kind="people")

    got = at_once(*[lambda by=by: take_alarm(alarm, by=by) for by in both * 3])

    assert Counter(got) == {True: 1, False: 5}
    assert Alarm.objects.get().taken_by in both


def test_the_same_alarm_raised_at_once_is_one_alarm(both: tuple[Person, Person], people: list[Person]) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0])

    at_once(*[lambda: raise_alarm(activation, kind="help")] * 4)

    assert Alarm.objects.filter(kind="help").count() == 1


def test_asking_more_at_once_asks_nobody_twice(both: tuple[Person, Person], people: list[Person]) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0])

    at_once(*[lambda by=by: ask_more(activation, by=by) for by in both * 2])

    asked = list(Ask.objects.values_list("person", flat=True))
    assert len(asked) == len(set(asked)) == MANY
    assert OutgoingMessage.objects.filter(template="activation.ask").count() == MANY


def test_an_activation_ends_once_and_each_hears_it_once(both: tuple[Person, Person], people: list[Person]) -> None:
    activation = open_for(make_confirmed_report(make_person(), both[0]), both[0])
    OutgoingMessage.objects.update(state=30)

    got = at_once(*[lambda by=by: end_activation(activation, kind="false_alarm", by=by) for by in both * 2])

    assert Counter(map(str, got))["ActivationOver"] == 3
    assert Ending.objects.count() == 1
    assert OutgoingMessage.objects.filter(template="activation.false_alarm").count() == 4
