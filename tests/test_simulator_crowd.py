"""The crowd of a scenario against the real house: asked by text, it goes, arrives, answers check-ins, and comes home safe."""

import pytest

from amparo.governance.enums import Power
from amparo.response.actions.activations import activate
from amparo.response.actions.endings import end_activation
from amparo.response.actions.roster import refresh_roster
from amparo.response.enums import AskState
from amparo.response.models import Activation, Ask
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_person, make_responder, with_powers
from amparo.simulator.tests.phones import Simulator
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def how_many(activation: Activation, *states: str) -> int:
    return Ask.objects.filter(activation=activation, state__in=states).count()


def test_the_crowd_is_asked_goes_arrives_and_comes_home_safe(phones: Simulator) -> None:
    people = [make_responder() for _ in range(40)]
    refresh_roster([person.pk for person in people], reason="test")
    dispatcher = with_powers(make_person(), Power.DISPATCH, Power.VERIFY)
    report = make_confirmed_report(make_person(), dispatcher)
    assert phones.press("/scenarios/holyoke/start") == 200
    assert phones.press("/clock", speed=60) == 200

    wishes = [Wish("observer", 5)]
    activation = activate(report, purpose="send", wishes=wishes, radius_km=20, by=dispatcher)
    until(lambda: how_many(activation, AskState.ARRIVED, AskState.HOME_SAFE) >= 5, 60)
    assert how_many(activation, AskState.CANNOT, AskState.COVERED) > 0
    end_activation(activation, kind="stood_down", by=dispatcher)

    until(lambda: how_many(activation, AskState.HOME_SAFE) >= 5, 60)
    assert how_many(activation, AskState.GOING, AskState.ARRIVED, AskState.HELP, AskState.MISSED) == 0
