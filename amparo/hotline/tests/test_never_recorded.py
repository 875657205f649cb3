"""No conversation is ever recorded: no markup and no request says so, but for the message that a caller leaves."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from amparo.hotline import plans
from amparo.hotline.models import Call, CallBack, CallBackAttempt, Leg
from amparo.messaging.channels.twilio_compat.client import addresses, request_for
from amparo.messaging.channels.twilio_compat.markup import render
from amparo.messaging.enums import CallWish
from amparo.messaging.outbox.claims import Item
from amparo.messaging.voice import Plan
from amparo.people.models import Person

pytestmark = pytest.mark.django_db
RECORDS = re.compile(r"<Record|\brecord(?!ing)|recording(?!\.)", re.IGNORECASE)


def every_plan() -> Iterator[tuple[str, Plan]]:
    """Each plan of the house, made by its function; a new function without its arguments here fails the test."""
    call = Call(call_sid="CA1", language="es", need="now", index="x")
    leg = Leg(call=call, person=Person(), language="en", end="lost")
    attempt = CallBackAttempt(call_back=CallBack(language="es", need="now"), by=Person())
    given = {
        "call": call, "leg": leg, "attempt": attempt, "step": "s", "place": 2, "waited": 0, "prompt": "message_taken",
        "token": "t", "language": "es",
    }  # fmt: skip
    for name, make in inspect.getmembers(plans, inspect.isfunction):
        if make.__module__ == plans.__name__ and not name.startswith("_"):
            yield name, make(**{key: given[key] for key in inspect.signature(make).parameters})


def test_no_markup_records_but_the_message_that_is_announced() -> None:
    found = {name: render(plan) for name, plan in every_plan()}
    assert len(found) > 15

    spoken = found.pop("take_message")
    assert spoken.index("Hable después del tono") < spoken.index("<Record")
    for name, markup in found.items():
        words = re.sub(r">[^<]*<", "><", markup)  # what is said may say that nothing is recorded
        assert not RECORDS.search(words), name
        assert "record" not in words.lower(), name


@pytest.mark.parametrize("wish", list(CallWish))
def test_no_request_to_the_carrier_records(wish: CallWish) -> None:
    item = Item(uuid4(), wish, "+14135550123", "", "r" * 32, 1, token="t", step="leg", call_sid="CA1", ring_seconds=18)

    request = request_for(item, addresses())

    assert request is not None
    assert "record" not in str(request).lower()


def test_no_code_of_the_house_sets_record() -> None:
    setting = re.compile(r"""\brecord\s*=|["']Record["']|record_|recording_channels|RecordingTrack|start_recording""")
    hits = [
        f"{path.name}: {line.strip()}"
        for room in ("hotline", "messaging")
        for path in Path(settings.PACKAGE / room).rglob("*.py")
        if "tests" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if setting.search(line)
    ]

    assert hits == []
