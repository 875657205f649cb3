"""How long a call's callbacks take, beside a running activation of 800 texts: at 25 requests, at 25 calls a second, and 50 at once.

A *request* is one callback of the carrier; a *call* is all of them: the caller's line (inbound, language, need, room, wait, end),
and for each responder's phone that rings its news, the offer and the key. All of it goes through the real web process, signed.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

from tools.bench import house, processor
from tools.bench.callers import Carrier
from tools.bench.fan_out import queue_texts
from tools.bench.rounds import Figures, goal, goal_at_least, milliseconds, percentile

SECONDS, RESPONDERS, AT_ONCE, TEXTS = 20, 60, 50, 800
CALLS_FOR_25_REQUESTS, CALLS = 1.0, 25.0  # a second
MOST_MS = 150


def measure(*, seconds: int = SECONDS, texts: int = TEXTS) -> Figures:
    """Each part has a house and an activation of its own; the texts are metered, so that they go out all the time."""
    import django

    django.setup()
    from django.utils import timezone

    settings = {"AMPARO_CARRIER_SEGMENTS_PER_SECOND": str(max(1, texts // seconds))}
    put_on_duty(RESPONDERS)
    figures: Figures = {}
    for name, rate in (("at_25_requests_a_second", CALLS_FOR_25_REQUESTS), ("at_25_calls_a_second", CALLS)):
        with house.House("bench_webhooks", settings=settings) as running:
            queue_texts(texts)
            before = processor.seconds(running)
            part = asyncio.run(_steady(rate, seconds))
            figures[name] = {**part, **_each(before, processor.seconds(running), part)}
        _forget_calls()
    with house.House("bench_webhooks", settings=settings):
        queue_texts(texts)
        began = timezone.now()
        together = asyncio.run(_at_once(AT_ONCE))
        figures["fifty_calls_at_once"] = {**together, "goal_lost": goal(_lost(began), 0)}
    return figures


def put_on_duty(count: int) -> None:
    """So many people who may answer, each with a phone of their own, have a shift and are clocked in."""
    from amparo.core import clock
    from amparo.governance.enums import Power
    from amparo.governance.models import Body, Mandate
    from amparo.people.models import ContactOwner, Person
    from amparo.rota.enums import Duty
    from amparo.rota.models import ClockIn, Override
    from amparo.training.models import Certificate, Course

    phones = ContactOwner.objects.values("person")
    ClockIn.objects.all().delete()
    people = list(Person.objects.filter(pk__in=phones, username__startswith="member").order_by("username")[:count])
    body, course, now = Body.objects.get(name="Hotline"), Course.objects.get(slug="hotline"), clock.now()
    Mandate.objects.bulk_create(
        Mandate(body=body, person=person, power=Power.ANSWER, starts_at=clock.ago(days=1)) for person in people
    )
    Certificate.objects.bulk_create(
        (Certificate(person=person, course=course, granted_on=now.date(), expires_on=(now + timedelta(days=300)).date())
         for person in people), ignore_conflicts=True,
    )  # fmt: skip
    Override.objects.bulk_create(
        Override(person=person, duty=Duty.HOTLINE, starts_at=clock.ago(hours=1), ends_at=clock.ahead(hours=8))
        for person in people
    )
    ClockIn.objects.bulk_create(
        ClockIn(person=person, duty=Duty.HOTLINE, until=clock.ahead(hours=8)) for person in people
    )


def _forget_calls() -> None:
    """The next part begins with free phones and no texts of the last."""
    from amparo.core import clock
    from amparo.hotline.enums import CallState, LegState
    from amparo.hotline.models import Call, Leg
    from amparo.messaging.models import CallOrder, OutgoingMessage

    Call.objects.all().update(state=CallState.ENDED, next_wave_at=None, decide_at=None, ended_at=clock.now())
    Leg.objects.all().update(state=LegState.ENDED)
    OutgoingMessage.objects.all().delete()
    CallOrder.objects.all().delete()


async def _steady(rate: float, seconds: int) -> Figures:
    """New calls at even distances, whatever the answers take."""
    async with Carrier() as carrier:
        began = time.monotonic()
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            carrier.begin(carrier.call())
        calls_for = time.monotonic() - began
        await carrier.until_quiet(30)
        figures = _figures(carrier)
        figures["goal_p99_ms"] = goal(percentile(carrier.calls.seconds, 0.99) * 1000, MOST_MS)
    return {"calls_per_second": round(rate, 1), "seconds": round(calls_for), **figures}


async def _at_once(count: int) -> Figures:
    async with Carrier() as carrier:
        for _n in range(count):
            carrier.begin(carrier.call())
        await carrier.until_quiet(40)
        figures = _figures(carrier)
    figures["goal_joined"] = goal_at_least(sum(caller.joined is not None for caller in carrier.callers), count)
    return figures


def _figures(carrier: Carrier) -> Figures:
    waited: list[float] = [each.joined - each.began for each in carrier.callers if each.joined is not None]
    found: dict[str, Any] = {
        "calls": len(carrier.callers), "calls_joined": len(waited), "answers": carrier.calls.figures(),
        "goal_errors": goal(len(carrier.calls.wrong), 0),
    }  # fmt: skip
    if waited:
        found["from_ringing_in_to_talking"] = milliseconds(waited)
    if carrier.texts.seconds:
        found["the_activations_own_callbacks"] = carrier.texts.figures()
    return found


def _each(before: dict[str, float], after: dict[str, float], part: Figures) -> Figures:
    """Milliseconds of processor for each callback, of calls and of texts, by process: other work on the machine hardly shows."""
    answers = [part["answers"], part.get("the_activations_own_callbacks", {"count": 0})]
    callbacks = sum(each["count"] for each in answers if isinstance(each, dict))
    spent = {name: round((after[name] - before[name]) * 1000 / max(1, callbacks), 2) for name in after}
    return {"processor_ms_a_callback": {**spent, "together": round(sum(spent.values()), 2)}}


def _lost(since: datetime) -> int:
    """Calls that nobody took and that are no call-back either."""
    from amparo.hotline.models import Call

    return Call.objects.filter(created_at__gte=since, claimed_by=None, call_backs=None).count()
