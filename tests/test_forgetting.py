"""Whoever seizes the house with its key finds nothing that a caller or a responder said some weeks ago."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone

from amparo.core import clock
from amparo.core.guarded import GuardedField
from amparo.core.sealed import SealedField
from amparo.core.ticker import _ticks
from amparo.hotline.actions.call_backs import answer_by_text, ask_for_call_back, finish_call_back
from amparo.hotline.actions.intake import open_intake, save_intake
from amparo.hotline.actions.messages import keep_message, note_message
from amparo.hotline.actions.stories import close_story
from amparo.hotline.enums import CallBackResult, CallBackWhy
from amparo.hotline.models import Call, CallBack, Intake
from amparo.hotline.tests.factories import CALLER, Caller, make_responder
from amparo.keeping.removal import remove_at_once, remove_what_is_over
from amparo.letterbox.actions import Seen, Story, take_letter
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, InboundText, OutgoingMessage, ProviderEvent
from amparo.messaging.tests import wire
from amparo.people.actions import send_code
from amparo.people.enums import CodeBy
from amparo.people.models import ContactPoint, Person
from amparo.people.tests.factories import HOLYOKE, make_person, number_of
from amparo.replies.engine import Got, Reply
from amparo.response.actions.activations import activate
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.endings import end_activation
from amparo.response.models import Report, Source
from amparo.response.selectors.choosing import Wish
from amparo.response.tests import factories as response

pytestmark = pytest.mark.django_db
# A member's own number stays as long as they stay.
KEPT = {("people.ContactPoint", "value")}
# The rooms in which sealed words are what somebody said to us; elsewhere their life has rules of its own.
SAID = ("messaging", "hotline", "response", "letterbox")


def hidden() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            said = isinstance(field, SealedField) and model._meta.app_label in SAID
            if (said or isinstance(field, GuardedField)) and (model._meta.label, field.name) not in KEPT:
                yield model, field.name


def filled() -> set[str]:
    """The guarded and sealed columns that hold a value in some row of today."""
    today = {"created_at__lt": clock.ahead(days=1)}
    found = [(m, name) for m, name in hidden() if m._default_manager.filter(**today).exclude(**{name: None}).exists()]
    return {f"{model._meta.label}.{name}" for model, name in found}


def hear_a_caller(responder: Person) -> CallBack:
    """Somebody calls, leaves a message, is called back and written to; the intake is typed, and the item is done."""
    caller = Caller().chooses()
    message = note_message(caller.call, recording_sid=wire.sid("RE"), seconds=5)
    keep_message(message, audio=b"RIFF")
    caller.hangs_up()
    item = ask_for_call_back(caller.call, why=CallBackWhy.MESSAGE)
    answer_by_text(item, words="We call you in a minute.", by=responder)
    intake = open_intake(caller.call.pk, by=responder, language="es")
    save_intake(intake, by=responder, values={"street": "12 High Street", "landmark": "blue door", "pin": HOLYOKE})
    close_story(intake, words="they took my brother", by=responder)
    return item


def send_people(responder: Person) -> None:
    tom, verifier = response.make_responder(), make_person()
    response.make_responder()
    report = response.make_confirmed_report(responder, verifier)
    Source.objects.filter(report=report).update(caller="f" * 32)
    activation = activate(report, purpose="send", wishes=[Wish("observer", 2)], radius_km=15, by=verifier)
    wire.text(number_of(tom), "Going, I leave from the shop on Maple Street")
    ask = activation.asks.get(person=tom)
    record_answer(ask, heard=Heard(Reply(Got.ARRIVED), "I stand by the shop"), by=verifier)
    end_activation(activation, kind="stood_down", by=verifier)


def run_every_tick(days: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        for tick in _ticks:
            tick.run()
        remove_at_once()
        remove_what_is_over(clock.now())  # past the clock guard, which rightly does not believe a traveller


def test_nothing_that_was_said_outlives_its_days() -> None:
    responder = make_responder("es")
    item = hear_a_caller(responder)
    send_people(responder)
    send_code(ContactPoint.objects.get(owners=responder), person=responder, way=CodeBy.VOICE, by=responder)
    wire.text("+16175550191", "my brother was taken")
    seen = Seen("street", "Holyoke", "High Street", "140 High Street", *HOLYOKE, 50, clock.now(), "stopping cars", None)
    take_letter(uuid4(), seen=seen, story=Story("my neighbour is alone"), language="en", net="f" * 32)
    everything = {f"{model._meta.label}.{name}" for model, name in hidden()}
    assert filled() == everything

    for each in CallBack.objects.filter(done_at=None):
        finish_call_back(each, result=CallBackResult.REACHED, by=responder)
    run_every_tick(15)

    assert filled() == set()
    assert not Intake.objects.exclude(lat=None).exists()
    assert [(r.lat, r.lon) == HOLYOKE for r in Report.objects.all()] == [False, False]
    assert not ProviderEvent.objects.filter(created_at__lt=clock.ahead(days=1)).exists()
    hashes = [
        *OutgoingMessage.objects.filter(created_at__lt=clock.ahead(days=1)).values_list("index", flat=True),
        *InboundText.objects.values_list("index", flat=True), *Call.objects.values_list("index", flat=True),
        *CallBack.objects.values_list("index", flat=True), *Source.objects.values_list("caller", flat=True),
    ]  # fmt: skip
    assert set(hashes) == {""}
    assert item.pk


def test_the_number_is_erased_when_the_page_says_so(client: object) -> None:
    responder = make_responder("es")
    item = hear_a_caller(responder)
    wire.text(CALLER, "hola, sigo esperando")
    OutgoingMessage.objects.update(state=State.DELIVERED)
    CallOrder.objects.update(state=State.HANDED_OVER)

    for each in CallBack.objects.filter(done_at=None):
        finish_call_back(each, result=CallBackResult.REACHED, by=responder)

    kept = [
        *[row.number for row in Call.objects.all()], *[row.number for row in CallBack.objects.all()],
        *[row.to for row in OutgoingMessage.objects.filter(index=item.index)],
        *[row.to for row in CallOrder.objects.filter(index=item.index)],
        *[row.sender for row in InboundText.objects.filter(index=item.index)],
    ]  # fmt: skip
    assert kept
    assert set(kept) == {None}


def test_what_somebody_still_has_to_do_keeps_what_it_needs() -> None:
    responder = make_responder("es")
    item = hear_a_caller(responder)

    run_every_tick(15)

    item.refresh_from_db()
    assert item.number.reveal() == CALLER
    assert item.call is not None
    assert item.call.messages.get().audio
