import pytest
from django.test import Client

from amparo.people.models import Person
from amparo.replies.engine import Got
from amparo.response.actions.activations import activate
from amparo.response.models import Answer, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_responder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["her A-number is A012345678", "ella no tiene papeles", "SSN 123.45.6789"])
def test_what_is_written_down_for_somebody_holds_no_status_and_no_number(
    client: Client, report: Report, dispatcher: Person, words: str
) -> None:
    make_responder(), make_responder()
    ask = activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=dispatcher).asks.first()
    assert ask is not None
    client.force_login(dispatcher)
    session = client.session
    session["demo"] = True
    session.save()

    client.post(f"/response/asks/{ask.pk}/answer/", {"got": Got.GOING.value, "words": words})

    assert not Answer.objects.exists()
