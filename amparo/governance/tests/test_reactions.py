import pytest

from amparo.core.events import announce
from amparo.governance.actions import found_body, grant_mandate
from amparo.governance.enums import Power
from amparo.messaging.models import OutgoingMessage
from amparo.people.tests.factories import make_person
from amparo.vault.events import KeysHangOnFew


@pytest.mark.django_db
def test_whoever_runs_the_house_is_told_of_keys_that_hang_on_one_person_and_nobody_else_is() -> None:
    body = found_body("Technology", by=None)
    sam, rosa = make_person(language="es"), make_person()
    grant_mandate(sam, body=body, power=Power.RUN_HOUSE, reason="keeps the house running", by=None)
    grant_mandate(rosa, body=body, power=Power.MANAGE_PEOPLE, reason="looks after people", by=None)

    announce(KeysHangOnFew())

    [told] = OutgoingMessage.objects.all()
    assert (told.template, told.language) == ("house.keys", "es")
