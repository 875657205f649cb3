"""T29: something breaks while words are open: neither the page, nor the log, nor anything else holds them."""

import io
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection

from amparo.core.guarded import GuardedUnreadable, seal, unseal
from amparo.core.logs import Discreet
from amparo.core.sealed import Place, close_for, read_body
from amparo.governance.enums import Power
from amparo.people.models import ContactPoint
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.security.hands import at_work

CANARY, NUMBER = "the heron waits behind the blue mill", "+16175550189"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet())
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def breaks(what: str) -> None:
    """A failure inside the code that closes and opens, with the words in its hands."""
    heron = CANARY
    if what == "guarded":
        unseal(seal(heron, context="a.b.c"), context="a.b.d")
    elif what == "sealed":
        close_for(["age1nobody"], heron, place=Place("a", "b", uuid4()))
    else:
        read_body(b"\x01\x00\x00\x10\x00" + heron.encode(), place=Place("a", "b", uuid4()))


@pytest.mark.parametrize("what", ["guarded", "sealed", "body"])
def test_t29_a_failure_while_closing_or_opening_says_where_and_never_what(what: str, log: io.StringIO) -> None:
    try:
        breaks(what)
    except Exception:
        logging.getLogger("amparo.test").exception("it broke")

    assert "it broke" in log.getvalue()
    assert "heron" not in log.getvalue()


@pytest.mark.parametrize("what", ["guarded", "sealed", "body"])
def test_t29_the_failure_itself_carries_no_words(what: str) -> None:
    with pytest.raises(Exception) as failure:
        breaks(what)

    assert "heron" not in f"{failure.value!s} {failure.value!r} {failure.value.__context__!r}"


@pytest.mark.django_db
def test_t29_the_page_that_broke_shows_nothing_of_it(log: io.StringIO) -> None:
    rosa = with_powers(make_person(display_name=CANARY, phone=NUMBER), Power.MANAGE_PEOPLE, Power.REVEAL_CONTACT)
    point = ContactPoint.objects.get(owners=rosa)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_contactpoint SET value = set_byte(value, 20, 7) WHERE id = %s", [point.pk])
    client = at_work(rosa, raise_request_exception=False)

    answer = client.post(f"/people/{rosa.pk}/numbers/{point.pk}/reveal/", {"reason": CANARY})

    assert answer.status_code == 500
    page = answer.content.decode()
    assert [word for word in ("heron", NUMBER[2:], "Traceback", "GuardedUnreadable") if word in page] == []
    assert GuardedUnreadable.__name__ in log.getvalue()
    assert [word for word in ("heron", NUMBER[2:]) if word in log.getvalue()] == []
