"""Exactly those who were told hear the end, a correction, or "enough": nobody whose text never left."""

from collections.abc import Callable

import pytest
from django.test import Client

from amparo.messaging.enums import State
from amparo.messaging.models import OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.models import Person
from amparo.people.tests.factories import number_of
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate, stop_asking
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.endings import correct_ended, end_activation
from amparo.response.errors import ActivationOver
from amparo.response.models import Activation, Ask, LadderStep, Report
from amparo.response.selectors.asks import told
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder

pytestmark = pytest.mark.django_db
HEARD = {State.IN_FLIGHT, State.HANDED_OVER, State.SENT, State.UNDELIVERED, State.DELIVERED}
SignIn = Callable[[Person], Client]


@pytest.fixture
def activation(report: Report, dispatcher: Person) -> Activation:
    for _n in range(10):
        make_responder()
    return activate(report, purpose="send", wishes=[Wish("observer", 5)], radius_km=15, by=dispatcher)


def stand(activation: Activation) -> dict[State, Ask]:
    """One asking text in every state a text can be in."""
    asks = dict(zip(State, activation.asks.order_by("pk"), strict=True))
    for state, ask in asks.items():
        OutgoingMessage.objects.filter(pk__in=[ask.message]).update(state=state)
    return asks


def hear(template: str) -> set[str]:
    return set(OutgoingMessage.objects.filter(template=template).values_list("index", flat=True))


def phones(asks: list[Ask]) -> set[str]:
    return {ask.person.contact_points.get().index for ask in asks}


@pytest.mark.parametrize(
    ("kind", "template"),
    [
        ("stood_down", "activation.over"),
        ("false_alarm", "activation.false_alarm"),
        ("correction", "activation.correction"),
    ],
)
def test_the_end_is_heard_by_exactly_those_whose_text_left(
    activation: Activation, dispatcher: Person, kind: str, template: str
) -> None:
    asks = stand(activation)

    end_activation(activation, kind=kind, by=dispatcher)

    assert hear(template) == phones([ask for state, ask in asks.items() if state in HEARD])
    assert OutgoingMessage.objects.get(pk__in=[asks[State.WAITING].message]).state == State.CANCELLED


def test_who_answered_without_our_text_is_told_too(activation: Activation, dispatcher: Person) -> None:
    asks = stand(activation)
    record_answer(asks[State.EXPIRED], heard=Heard(Reply(Got.CANNOT)), by=dispatcher)

    assert asks[State.EXPIRED] in told(activation)
    assert asks[State.OPTED_OUT] not in told(activation)


def test_enough_is_heard_only_by_those_whose_text_left(activation: Activation) -> None:
    asks = stand(activation)
    for state in (State.HANDED_OVER, State.SENT, State.DELIVERED, State.UNDELIVERED, State.IN_FLIGHT):
        record_answer(asks[state], heard=Heard(Reply(Got.GOING)), by=None)

    assert hear("activation.covered") == set()
    assert OutgoingMessage.objects.get(pk__in=[asks[State.WAITING].message]).state == State.CANCELLED


def test_stopping_asks_makes_the_unsent_never_asked_and_rests_the_ladder(
    activation: Activation, dispatcher: Person
) -> None:
    asks = stand(activation)

    assert stop_asking(activation, by=dispatcher) == 1

    assert not Ask.objects.filter(pk=asks[State.WAITING].pk).exists()
    assert activation.asks.count() == 8  # the one that was stopped before is nobody who was asked either
    assert set(LadderStep.objects.filter(done_at=None).values_list("kind", flat=True)) == {"ring_lead"}


def test_a_correction_after_the_end_leaves_once(activation: Activation, dispatcher: Person) -> None:
    asks = stand(activation)
    end_activation(activation, kind="stood_down", by=dispatcher)

    count = correct_ended(activation, kind="false_alarm", by=dispatcher)
    with pytest.raises(ActivationOver):
        correct_ended(activation, kind="false_alarm", by=dispatcher)

    assert count == len(HEARD)
    assert hear("activation.false_alarm") == phones([ask for state, ask in asks.items() if state in HEARD])


def test_undo_stops_what_waits_and_corrects_what_left(
    activation: Activation, dispatcher: Person, as_person: SignIn
) -> None:
    asks = stand(activation)
    browser = as_person(dispatcher)
    assert "Undo" in browser.get(f"/response/activations/{activation.pk}/").content.decode()

    browser.post(f"/response/activations/{activation.pk}/stopping/", {"all": "1"})

    assert hear("activation.correction") == phones([ask for state, ask in asks.items() if state in HEARD])
    assert not Activation.objects.open().exists()


def test_the_page_says_beforehand_how_many_will_read_it(
    activation: Activation, dispatcher: Person, as_person: SignIn
) -> None:
    stand(activation)

    page = as_person(dispatcher).get(f"/response/activations/{activation.pk}/ending/")

    assert len(page.context["told"]) == len(HEARD) + 1  # one still waits: pressing stops it
    assert page.context["waiting"] == 2


def test_an_answer_by_phone_counts_and_an_unclear_one_is_read_by_a_person(
    activation: Activation, dispatcher: Person, as_person: SignIn
) -> None:
    first, second = list(activation.asks.order_by("pk")[:2])
    browser = as_person(dispatcher)
    wire.text(number_of(second.person), "hmm my sister knows")
    board = browser.get("/response/").content.decode()
    assert "hmm my sister knows" in board
    answer = second.answers.get()

    browser.post(f"/response/asks/{first.pk}/answer/", {"got": "going", "minutes": "10", "words": "voy"})
    browser.post(f"/response/answers/{answer.pk}/reading/", {"meaning": "cannot"})

    states = dict(activation.asks.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("going", "cannot")
    assert "hmm my sister knows" not in browser.get("/response/").content.decode()
