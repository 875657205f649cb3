"""A call from the first ring to its end, through the carrier's signed webhooks."""

import pytest

from amparo.hotline.enums import CallState, LegEnd, LegState
from amparo.hotline.models import Call
from amparo.hotline.selectors.queue import call_of
from amparo.hotline.tests.factories import Caller, make_responder, phones
from amparo.hotline.ticks import ring_waves
from amparo.messaging.models import CallOrder
from amparo.people.tests.factories import number_of

pytestmark = pytest.mark.django_db


def test_a_call_is_answered_by_whoever_speaks_the_language_and_presses_1() -> None:
    speaks = make_responder("es", "en", language="es")
    make_responder("en")
    caller = Caller()
    assert Call.objects.get().state == CallState.CHOOSING
    assert "Para español" in caller.heard

    caller.chooses("2", "1")
    assert f">{caller.call.token}</Conference>" in caller.heard
    ring_waves()
    [phone] = phones(caller.call)
    assert phone.leg.person == speaks
    assert CallOrder.objects.get(token=phone.token).to.reveal() == number_of(speaks)
    offer = phone.answers()
    assert offer.count("Llamada en español, está pasando ahora. Para tomarla, oprima 1.") == 2
    joined = phone.presses("1")

    assert f">{caller.call.token}</Conference>" in joined
    assert caller.call.state == CallState.TALKING
    assert call_of(speaks) == caller.call
    assert phone.leg.state == LegState.TALKING
    caller.hangs_up()
    assert caller.call.state == CallState.ENDED
    assert phone.leg.end == LegEnd.TALKED
    assert not caller.call.call_backs.exists()
