"""T38: whoever keeps the machine gets no words from Django's own tools: a dump of all rows holds none, there is no admin."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver

from amparo.governance.enums import Power
from amparo.hotline.models import Call
from amparo.messaging.tests import wire
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.security.hands import at_work

pytestmark = pytest.mark.django_db
NUMBER, WORDS = "+16175550177", "the heron waits behind the blue mill"


def test_t38_a_dump_of_every_row_holds_no_number_and_no_words() -> None:
    make_person(phone=NUMBER)
    wire.text(NUMBER, WORDS)
    wire.call(NUMBER, call_sid="CA" + "3" * 32)
    out = io.StringIO()

    call_command("dumpdata", stdout=out)

    dump = out.getvalue()
    assert Call.objects.exists()
    assert "people.contactpoint" in dump
    assert "messaging.inboundtext" in dump
    for canary in (NUMBER, NUMBER[1:], NUMBER[2:], WORDS, "blue mill"):
        assert canary not in dump


def test_t38_there_is_no_admin_for_anybody() -> None:
    sam = at_work(with_powers(make_person(), Power.RUN_HOUSE, Power.MANAGE_PEOPLE))
    namespaces = {each.namespace for each in get_resolver().url_patterns if isinstance(each, URLResolver)}

    assert [client.get("/admin/").status_code for client in (sam, Client())] == [404, 404]
    assert "admin" not in namespaces
