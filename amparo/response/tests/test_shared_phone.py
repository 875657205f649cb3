"""One phone, several people: it is asked once in an activation, told once, and its answer counts for whom it fits."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from amparo.governance.enums import Power
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.tests import wire
from amparo.people.actions import add_phone
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import number_of
from amparo.response.actions.activations import activate, ask_more, raise_alarm
from amparo.response.actions.endings import end_activation
from amparo.response.models import Activation, Ask, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder, with_powers
from amparo.response.ticks import climb_ladders

pytestmark = pytest.mark.django_db


def texts(number: str) -> list[str]:
    """The templates of all texts to this number, the first one first."""
    index = ContactPoint.objects.values_list("index", flat=True).get(pk=_point(number).pk)
    return list(OutgoingMessage.objects.filter(index=index).order_by("created_at").values_list("template", flat=True))


def _point(number: str) -> ContactPoint:
    return next(each for each in ContactPoint.objects.all() if each.value.reveal() == number)


@pytest.fixture
def family(report: Report) -> tuple[Person, Person]:
    """Two trained people with one phone, the nearest of all."""
    first = make_responder()
    return first, make_responder(phone=number_of(first))


def opened(report: Report, by: Person, wanted: int = 2) -> Activation:
    return activate(report, purpose="send", wishes=[Wish("observer", wanted)], radius_km=15, by=by)


def test_a_shared_phone_is_asked_once_also_when_more_people_are_asked(
    report: Report, dispatcher: Person, family: tuple[Person, Person]
) -> None:
    activation = opened(report, dispatcher)

    for minutes in (4, 6, 9):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            climb_ladders()
    ask_more(activation, by=dispatcher)

    assert texts(number_of(family[0])) == ["activation.ask"]
    assert Ask.objects.filter(person__in=family).count() == 1


def test_a_no_from_a_shared_phone_is_replaced_by_somebody_with_another_phone(
    report: Report, dispatcher: Person, family: tuple[Person, Person]
) -> None:
    for n in range(1, 6):
        make_responder(lat=report.lat + 0.001 * n)
    opened(report, dispatcher)

    before = Ask.objects.count()

    wire.text(number_of(family[0]), "2")

    assert texts(number_of(family[0])) == ["activation.ask", "activation.cannot"]
    assert Ask.objects.count() == before + 1
    assert Ask.objects.filter(person__in=family).count() == 1


def test_who_came_to_share_a_phone_later_is_heard_as_the_one_whom_the_answer_fits(
    report: Report, dispatcher: Person
) -> None:
    out, asked = make_responder(), make_responder(lat=report.lat + 0.001)
    activation = opened(report, dispatcher)
    wire.text(number_of(out), "1")
    add_phone(asked, number=number_of(out), by=dispatcher)

    wire.text(number_of(out), "3")
    arrived = dict(activation.asks.values_list("person", "state"))
    wire.text(number_of(out), "1")
    both = dict(activation.asks.values_list("person", "state"))

    assert arrived == {out.pk: "arrived", asked.pk: "asked"}
    assert both == {out.pk: "arrived", asked.pk: "going"}


def test_the_end_is_told_to_a_shared_phone_once(report: Report, dispatcher: Person) -> None:
    first, second = make_responder(), make_responder(lat=report.lat + 0.001)
    activation = opened(report, dispatcher)
    for person in (first, second):
        wire.text(number_of(person), "1")
    ContactPoint.objects.get(owners=second).delete()
    add_phone(second, number=number_of(first), by=dispatcher)

    end_activation(activation, kind="stood_down", by=dispatcher)

    assert texts(number_of(first)).count("activation.stand_down") == 1


def test_two_leads_with_one_phone_get_one_text_and_one_call_about_an_alarm(report: Report, dispatcher: Person) -> None:
    first = with_powers(make_responder(), Power.LEAD_RESPONSE, Power.DISPATCH)
    second = with_powers(make_responder(phone=number_of(first)), Power.LEAD_RESPONSE, Power.DISPATCH)
    activation = opened(report, dispatcher)

    raise_alarm(activation, kind="people")

    assert second.pk != first.pk
    assert texts(number_of(first)).count("activation.page_ladder") == 1
    assert CallOrder.objects.filter(step="ladder").count() == 1
