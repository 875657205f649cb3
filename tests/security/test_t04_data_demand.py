"""T4: whoever runs the house and is asked for "all about this number" finds what the published list says, and no value."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.config.cli.main import main
from amparo.core.guarded import keyed_hash
from amparo.hotline.enums import CallBackWhy
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.keeping.demand import NothingToAskAbout, answer_demand
from amparo.messaging.enums import Lane
from amparo.messaging.models import InboundText, OutgoingMessage
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.vault.models import Key
from tests.keeping.epochs import case_key, key_of

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).with_name("t04_data_demand.txt")
NUMBER, DAY = "+14135550142", "2026-11-25 12:00"
CANARIES = ("canary-words", "canary-place", "canary-name", "4135550142", "413-555-0142")
CLOSED = b"age-encryption.org/v1\ncanary"


def somebody_calls_and_writes() -> None:
    """Everything that one number leaves behind."""
    index, now = keyed_hash("phone", NUMBER), timezone.now()
    call = Call.objects.create(call_sid=uuid4().hex, number=NUMBER, index=index, language="es", ended_at=now)
    SpokenMessage.objects.create(call=call, recording_sid=uuid4().hex, seconds=9, audio=CLOSED, key=uuid4())
    CallBack.objects.create(origin=call.pk, call=call, number=NUMBER, index=index, why=CallBackWhy.MESSAGE, due_at=now)
    Intake.objects.create(origin=call.pk, place="canary-place", town="Holyoke")
    InboundText.objects.create(provider_sid=uuid4().hex, sender=NUMBER, index=index, words=CLOSED, key=uuid4())
    OutgoingMessage.objects.create(
        to=NUMBER, index=index, template="hotline.answer", language="es", body="canary-words", lane=Lane.REMINDER,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    other = keyed_hash("phone", "+14135550143")
    Call.objects.create(call_sid=uuid4().hex, number="+14135550143", index=other, ended_at=now)


@time_machine.travel(DAY, tick=False)
def test_t4_what_a_demand_reaches_is_what_the_golden_file_says(capsys: pytest.CaptureFixture[str]) -> None:
    somebody_calls_and_writes()

    assert main(["demand", NUMBER]) == 0

    said = capsys.readouterr().out
    assert said == GOLDEN.read_text(encoding="utf-8")
    assert not [each for each in CANARIES if each in said]
    assert not re.search(r"[0-9a-f]{32}|[0-9a-f]{8}-", said), "no hash and no id either"


@time_machine.travel(DAY, tick=False)
@pytest.mark.parametrize("about", ["413-555-0142", "(413) 555-0142", "+1 413 555 0142", "14135550142"])
def test_t4_a_number_is_found_however_it_is_written(about: str) -> None:
    somebody_calls_and_writes()

    assert answer_demand(about) == GOLDEN.read_text(encoding="utf-8")


def test_t4_about_a_person_it_counts_and_never_names() -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(display_name="canary-name")
    case_key(key_of(person)[0])

    by_name, by_id = answer_demand(person.username), answer_demand(str(person.pk))

    assert {"people.Person", "people.ContactPoint", "vault.PersonKey", "vault.Wrap"} <= set(by_name.split())
    assert "guarded: value (1)" in by_name
    assert "closed: body (1)" in by_name
    assert not [each for each in CANARIES if each in by_name + by_id]


def test_t4_about_a_case_it_counts_its_keys() -> None:
    key, _wrap, _closed = case_key(key_of(make_person())[0])

    said = answer_demand(str(Key.objects.get(pk=key.pk).subject))

    assert "vault.Key " in said
    assert "closed: body (1)" in said


def test_t4_that_somebody_asked_is_written_down_and_about_whom_is_not() -> None:
    answer_demand(NUMBER, by=make_person())

    entry = Entry.objects.get(verb="demand.answered")
    assert (list(entry.detail), entry.subject) == (["tables"], "")


@pytest.mark.parametrize("about", ["", "ana maria", "123", "no-such-name"])
def test_t4_what_is_neither_is_said_so(about: str) -> None:
    with pytest.raises(NothingToAskAbout):
        answer_demand(about)
