"""T28: whoever reads the logs, the sessions or the store of the house finds no name, number or word of anybody."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from amparo.config.cli import doctor, processes
from amparo.config.cli.main import CommandFailed
from amparo.config.embedded import PARAMETERS
from amparo.core.logs import Discreet
from amparo.governance.enums import Power
from amparo.messaging.tests import wire
from amparo.people.models import Person, Session
from amparo.people.tests.factories import make_person
from amparo.response.tests.factories import with_powers
from tests.processes import database_url
from tests.security.hands import at_work

NUMBER, NAME, WORDS = "+16175550188", "Quetzalina", "the heron waits behind the blue mill"
CANARIES = (NUMBER, NUMBER[2:], NAME, WORDS, "heron", "quetzalina")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the house logs, at its most talkative, as its own log writes it."""
    out, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(out), root.level
    handler.setFormatter(Discreet())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def canaries_in(words: str) -> list[str]:
    return [each for each in CANARIES if each in words]


def live_through_a_day() -> list[Client]:
    """Everything in which a name, a number or words go through the house: also what is refused and what breaks."""
    rosa = with_powers(make_person(display_name=NAME, phone=NUMBER), Power.MANAGE_PEOPLE, Power.REVEAL_CONTACT)
    point = rosa.contact_points.get()
    client, stranger = at_work(rosa, raise_request_exception=False), Client(raise_request_exception=False)
    client.get("/people/", {"q": NAME})
    client.get("/people/", {"q": NUMBER})
    client.get(f"/people/{NAME}/{WORDS}/")
    client.post(f"/people/{rosa.pk}/numbers/{point.pk}/reveal/", {"reason": WORDS})
    client.post("/people/me/numbers/", {"number": NUMBER})
    client.post("/people/me/languages/", {"language": WORDS})
    stranger.post("/account/login/", {"login": NAME, "password": WORDS})
    stranger.get("/response/p/" + WORDS)
    wire.text(NUMBER, WORDS)
    wire.call(NUMBER, call_sid="CA" + "6" * 32)
    wire.post("/carrier/voice/step/x/y/", {"CallSid": "CA" + "6" * 32, "Digits": NUMBER})
    stranger.post("/carrier/text/inbound/", {"From": NUMBER, "Body": WORDS})
    return [client, stranger]


@pytest.mark.django_db
def test_t28_the_log_of_a_day_holds_nobody(log: io.StringIO) -> None:
    live_through_a_day()
    try:
        raise ValueError(f"{NAME} wrote: {WORDS}")
    except ValueError:
        logging.getLogger("amparo.test").exception("it broke")

    assert "it broke" in log.getvalue(), "the log was really read"
    assert canaries_in(log.getvalue()) == []


@pytest.mark.django_db
def test_t28_sessions_messages_and_the_store_hold_nobody() -> None:
    clients = live_through_a_day()
    sessions = str([row.get_decoded() for row in Session.objects.all()])
    cookies = str([client.cookies for client in clients])
    store = str(getattr(cache, "_cache", ""))

    assert canaries_in(sessions + cookies + store) == []


def server_log(since: int) -> str:
    """The embedded server's own log from this place on, read by its own owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_read_file('log', %s, 50000000, true)", [since])
        return str(cursor.fetchone()[0] or "")


def end_of_log() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM pg_stat_file('log')")
        return int(cursor.fetchone()[0])


def break_in_the_database() -> None:
    """The ways in which a statement fails with values in its words."""
    person = make_person(display_name=NAME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user(person.username, display_name=WORDS, town=NUMBER)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET language = NULL WHERE display_name = %s", [NAME])
    with pytest.raises(Exception, match="invalid input"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [WORDS])
    with pytest.raises(Exception, match="syntax"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELEKT '{WORDS}'")


@pytest.mark.django_db
def test_t28_the_log_of_postgresql_holds_nobody_also_after_errors() -> None:
    since = end_of_log()

    break_in_the_database()

    assert canaries_in(server_log(since)) == []


@pytest.mark.django_db
def test_t28_with_other_settings_the_same_errors_would_tell() -> None:
    """The scan above looks at the right place: a server that talks is caught."""
    since = end_of_log()
    with psycopg.connect(database_url(), autocommit=True) as talking:
        talking.execute("SET log_min_messages = 'warning'")
        talking.execute("SET log_min_error_statement = 'error'")
        talking.execute("SET log_error_verbosity = 'default'")
        with pytest.raises(psycopg.Error):
            talking.execute("SELECT 'control-canary'::int")

    assert "control-canary" in server_log(since)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in PARAMETERS if name.startswith("log_")])
def test_t28_a_house_does_not_start_over_a_database_that_talks(name: str) -> None:
    loud = {"log_statement": "all", "log_min_duration_statement": "0", "log_min_error_statement": "error"}
    loud |= {"log_error_verbosity": "default", "log_parameter_max_length": "-1"}
    loud |= {"log_parameter_max_length_on_error": "-1", "log_min_messages": "warning"}
    processes._refuse_a_talking_log()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {name} = '{loud[name]}'")

    with pytest.raises(CommandFailed, match=name):
        processes._refuse_a_talking_log()
    assert not doctor.quiet_log().well


def test_t28_nothing_is_sent_to_anybody_when_something_breaks() -> None:
    assert not settings.DEBUG
    assert not getattr(settings, "ADMINS", [])
    handlers = {name: each["class"] for name, each in settings.LOGGING["handlers"].items()}
    assert handlers == {"console": "logging.StreamHandler"}
    assert not [path for path in Path(settings.PACKAGE).rglob("*.py") if "import sentry" in path.read_text()]
