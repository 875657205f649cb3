"""T28: the worker's log of a whole activation, also of what fails in it, names nobody, no number, no place and no words."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from amparo.core import clock
from amparo.core.guarded import keyed_hash
from amparo.hotline.models import Call, SpokenMessage
from amparo.messaging.actions import queue_message
from amparo.messaging.enums import Lane, State
from amparo.messaging.models import CarrierCopy, InboundText, OutgoingMessage
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.endings import end_activation
from amparo.response.actions.reports import attach_source, move_report
from amparo.response.models import Activation, Ask, CheckIn, LadderStep
from amparo.response.selectors.choosing import Wish
from amparo.response.tests import factories as response
from amparo.simulator.tests.phones import Simulator
from tests.conftest import beside_a_carrier
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
GOES, COMES_NOT, CALLER = "+16175550188", "+16175550189", "+16175550187"
NAME, PLACE, WORDS = "Quetzalina", "17 Heronmill Lane", "the heron waits behind the blue mill"
CANARIES = (
    GOES,
    COMES_NOT,
    CALLER,
    *(n[2:] for n in (GOES, COMES_NOT, CALLER)),
    NAME,
    PLACE,
    "Heronmill",
    WORDS,
    "heron",
)
# The worker as the house starts it, its own words and those of its libraries at their most talkative.
TALKATIVE = [sys.executable, "-c", (
    "import logging\n"
    "for name in ('amparo', 'procrastinate', 'asyncio', 'django', 'psycopg'): logging.getLogger(name).setLevel('DEBUG')\n"
    "from amparo.config.worker import main\n"
    "main()\n"
)]  # fmt: skip
BROKEN = {  # what fails while this table cannot be written, as the log names it
    "response_ladderstep": "climb_ladders", "response_checkin": "send_check_ins", "hotline_spokenmessage": "fetch_spoken_messages",
    "messaging_carriercopy": "delete_at_the_carrier", "messaging_outgoingmessage": "outbox",
}  # fmt: skip


@contextmanager
def failing(table: str) -> Iterator[None]:
    """The database refuses to change a row of this table, and repeats in its error whom and what the row is about."""
    said = f"{NAME} {GOES} {PLACE} {WORDS}"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said} %', to_jsonb(OLD) USING ERRCODE = 'check_violation'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        cursor.execute("SET session_replication_role = replica")  # we ourselves may: only others are refused
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("DROP FUNCTION refuse() CASCADE")


def an_activation() -> Activation:
    """Two people are asked about a place; what was seen, where, and by whom stands in the house."""
    june = make_person(display_name=NAME)
    for number in (GOES, COMES_NOT):
        response.make_responder(display_name=NAME, phone=number)
    report = response.make_report(june, place=PLACE, sighting={"size": "3", "doing": WORDS})
    attach_source(report, origin=uuid4(), by=june)
    move_report(report, to="confirmed", basis="two_sources", by=make_person())
    return activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=june)


def fails(table: str, log: Path, due: Callable[[], object]) -> None:
    """Make something due while this table is broken, and wait until the worker has met it, and said so."""
    before = said_of(BROKEN[table], log)
    with failing(table):
        due()
        until(lambda: said_of(BROKEN[table], log) > before)


def said_of(name: str, log: Path) -> int:
    return len(re.findall(rf"ERROR .*\b{name}\b", log.read_text()))


def texted(phones: Simulator, number: str, words: str) -> None:
    came = InboundText.objects.count()
    phones.phone(number, "text", body=words)
    until(lambda: InboundText.objects.count() > came)


def call_in(phones: Simulator) -> Call:
    phones.phone(CALLER, "call")
    until(lambda: phones.doing(CALLER) == "gathering")
    phones.phone(CALLER, "say", words=WORDS)
    phones.phone(CALLER, "hang-up")
    return until(Call.objects.first)


def a_spoken_message(call: Call) -> SpokenMessage:
    return SpokenMessage.objects.create(call=call, recording_sid="RE" + "6" * 32, seconds=4)


def one_more_text() -> OutgoingMessage:
    return queue_message("word.start", to=GOES, language="en", lane=Lane.ACTIVATION, expires_at=clock.ahead(hours=2))


def test_t28_the_workers_log_of_an_activation_holds_nobody(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with beside_a_carrier(tmp_path, TALKATIVE, str(log)) as phones:
        phones.press("/knobs", busy=0.3, duplicates=0.5, reorder=0.3)
        activation = an_activation()
        until(lambda: phones.seen(GOES)["thread"] and phones.seen(COMES_NOT)["thread"])
        texted(phones, GOES, f"1 {WORDS}, {PLACE}")
        texted(phones, COMES_NOT, WORDS)
        going = Ask.objects.get(person__contact_points__index=keyed_hash("phone", GOES))
        record_answer(going, heard=Heard(Reply(Got.GOING), WORDS), by=None)

        fails("response_ladderstep", log, lambda: LadderStep.objects.update(due_at=clock.now()))
        fails("response_checkin", log, lambda: CheckIn.objects.update(due_at=clock.now()))
        until(lambda: CheckIn.objects.exclude(sent_at=None).exists())
        call = call_in(phones)
        fails("hotline_spokenmessage", log, lambda: a_spoken_message(call))
        fails("messaging_carriercopy", log, lambda: CarrierCopy.objects.create(sid="SM" + "6" * 32))

        phones.press("/knobs", down=True)
        texted(phones, COMES_NOT, "STOP")
        phones.press("/knobs", down=False, undelivered=1)
        fails("messaging_outgoingmessage", log, one_more_text)
        end_activation(activation, kind="stood_down", by=Person.objects.first())
        until(lambda: not OutgoingMessage.objects.filter(state__in=[State.WAITING, State.IN_FLIGHT]).exists(), 40)

    said = log.read_text()
    assert {name for name in BROKEN.values() if not said_of(name, log)} == set(), "the log was really read"
    assert [each for each in CANARIES if each.lower() in said.lower()] == []
