"""Every call plan that the house makes, wherever it is made, is a document for Twilio and for SignalWire alike."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from amparo.governance.enums import Power
from amparo.hotline import plans
from amparo.hotline.enums import LegEnd
from amparo.hotline.models import Call, CallBack, CallBackAttempt, Leg
from amparo.messaging.channels.twilio_compat.markup import render
from amparo.messaging.channels.twilio_compat.webhooks import EMPTY, FALLBACK
from amparo.messaging.models import CallOrder, Prompt
from amparo.messaging.prompts import PROMPTS
from amparo.messaging.tests import wire
from amparo.messaging.voice import Plan
from amparo.people.actions import send_code
from amparo.people.enums import CodeBy
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import make_person
from amparo.response.actions.activations import activate, raise_alarm
from amparo.response.actions.endings import end_activation
from amparo.response.models import AskCall, Report
from amparo.response.selectors.choosing import Wish
from amparo.response.tests.factories import make_confirmed_report, make_responder, with_powers
from amparo.response.tests.test_calls import Line, make_called
from amparo.response.ticks import send_check_ins
from tests.peers.grammar import complaints
from tests.peers.portable import unknown_there

pytestmark = pytest.mark.django_db
Site = tuple[str, int]
WAITS = {"queue", "ringing"}  # plans that are heard while somebody waits in a conference


def sites() -> dict[Site, int]:
    """Every place in the house where a plan is made: its file and first line, and its last line."""
    found = {}
    for path in sorted(Path(settings.PACKAGE).glob("*/**/*.py")):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Plan":
                    found[str(path), node.lineno] = node.end_lineno or node.lineno
    return found


@pytest.fixture
def dispatcher() -> Person:
    return make_person()


@pytest.fixture
def report(dispatcher: Person) -> Report:
    return make_confirmed_report(make_person(), dispatcher)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Plan, Site, str]]:
    """Every plan that is made from now on, where, and by which function. It is only looked at."""
    seen: list[tuple[Plan, Site, str]] = []
    make = Plan.__init__

    def look(plan: Plan, *words: Any, **named: Any) -> None:
        make(plan, *words, **named)
        maker = sys._getframe(1)
        seen.append((plan, (maker.f_code.co_filename, maker.f_lineno), maker.f_code.co_name))

    monkeypatch.setattr(Plan, "__init__", look)
    return seen


def samples(language: str, *, hidden: bool) -> dict[str, list[object]]:
    """What the plans of the hotline are made of, by the name of their parameter."""
    call = Call(
        call_sid="CA" + "1a" * 16, token="c" * 24, language=language, need="now", index="" if hidden else "x" * 32
    )
    attempt = CallBackAttempt(call_back=CallBack(language=language, need="now"), token="a" * 24, theirs="b" * 24)
    legs = [Leg(call=call, language=language or "en", token="l" * 24, end=end) for end in ("", *LegEnd.values)]
    return {
        "call": [call], "leg": legs, "attempt": [attempt], "token": ["t" * 24], "step": ["need"], "language": [language or "en"],
        "place": [1, 2, 40], "waited": [0, 30, 100], "prompt": ["message_taken", "text_coming"],
    }  # fmt: skip


def every_way(make: Callable[..., Plan], known: dict[str, list[object]]) -> Iterator[Plan]:
    names = list(inspect.signature(make).parameters)
    assert set(names) <= set(known), f"{make.__name__} wants {set(names) - set(known)}: give samples"
    for n in range(max(len(known[name]) for name in names)):
        values = {name: known[name][n % len(known[name])] for name in names}
        first = names[0]
        yield make(values.pop(first), **values)


def the_hotline() -> None:
    makers = [
        each for name, each in vars(plans).items()
        if inspect.isfunction(each) and each.__module__ == plans.__name__ and not name.startswith("_")
    ]  # fmt: skip
    for language in (*settings.SPOKEN_LANGUAGES, ""):
        for hidden in (True, False):
            for make in makers:
                list(every_way(make, samples(language, hidden=hidden)))


def the_response(report: Report, by: Person) -> None:
    """People who are called to a corner in their languages, who press this and that, and a lead who is rung."""
    lead = with_powers(make_responder(), Power.LEAD_RESPONSE, Power.DISPATCH)
    people = [make_called(language=language, lat=report.lat) for language in ("en", "es", "pt-BR", "ht")]
    activation = activate(report, purpose="send", wishes=[Wish("observer", 4)], radius_km=15, by=by)
    for person in people:
        line = Line(person)
        line.picks_up()
        for step, keys in (
            ("ask-key", "9"),
            ("ask-again", ""),
            ("ask-key", "1"),
            ("ask-place", "1"),
            ("ask-place-b", ""),
        ):
            line.step(step, keys)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        send_check_ins()
        for person, key in zip(people, ("1", "4", "5", ""), strict=True):
            check = Line(person, "check_in")
            check.picks_up()
            check.step("check-key", key)
    raise_alarm(activation, kind="people")
    for order in CallOrder.objects.filter(step__in=("ladder", "alarm")):
        for key in ("", "9", "1"):
            wire.step(order.token, order.step, call_sid=wire.sid("CA"))
            wire.step(order.token, "alarm-key", call_sid=wire.sid("CA"), digits=key)
    end_activation(activation, kind="stood_down", by=by)
    for call in AskCall.objects.exclude(kind__in=("ask", "check_in")).select_related("ask__person"):
        Line(call.ask.person, call.kind).picks_up()
    assert lead.pk


def a_code() -> None:
    person = make_responder(language="es")
    send_code(ContactPoint.objects.get(owners=person), person=person, way=CodeBy.VOICE, by=person)
    wire.step(CallOrder.objects.get(step="code").token, "code", call_sid=wire.sid("CA"))


@pytest.mark.parametrize("recorded", [False, True])
def test_every_plan_is_a_document_for_both_carriers(
    peers: Path, report: Report, dispatcher: Person, made: list[tuple[Plan, Site, str]], *, recorded: bool
) -> None:  # fmt: skip
    if recorded:
        Prompt.objects.bulk_create(
            Prompt(slot=slot, language=code, audio=b"RIFF") for slot in PROMPTS for code in settings.SPOKEN_LANGUAGES
        )

    the_hotline()
    the_response(report, dispatcher)
    a_code()

    wrong = set[str]()
    for plan, _site, maker in made:
        document, waits = render(plan), maker in WAITS
        wrong |= {f"Twilio: {maker}: {each}" for each in complaints(document, waiting=waits)}
        wrong |= {f"SignalWire: {maker}: {each}" for each in unknown_there(document, waiting=waits and recorded)}
    lines = {site for _plan, site, _maker in made}
    never = [
        f"{file}:{first}" for (file, first), last in sites().items()
        if not any(name == file and first <= line <= last for name, line in lines)
    ]  # fmt: skip
    assert not wrong
    assert not never, "plans that nobody tried"


@pytest.mark.parametrize("document", [FALLBACK, EMPTY], ids=["fallback", "empty"])
def test_the_static_documents_are_for_both(document: str) -> None:
    assert [*complaints(document), *unknown_there(document)] == []


def test_what_only_one_of_them_knows_is_found() -> None:
    only_twilio = "<Response><Gather debug='true'/><Dial><Conference participantLabel='x'>r</Conference></Dial><Siprec/></Response>"

    assert [*unknown_there(only_twilio)] == [
        "Siprec inside Response",
        "Gather debug",
        "Conference participantLabel",
        "Siprec is no verb",
    ]
    assert [*unknown_there("<Response><Say>x</Say></Response>", waiting=True)] == ["Say while waiting"]
