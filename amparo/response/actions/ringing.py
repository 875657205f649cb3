"""Calls of a response: people are rung, and what is told goes by the way each of them can be reached."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.messaging.actions import Draft, Ring, end_calls, place_calls, queue_messages
from amparo.messaging.enums import CallWish, Lane, State
from amparo.messaging.models import CallOrder
from amparo.people.models import ContactPoint, Person
from amparo.people.selectors import texting_numbers
from amparo.people.ways import Ways, ways_of
from amparo.response.enums import CallKind
from amparo.response.models import Activation, Ask, AskCall
from amparo.response.selectors.asks import place_link

END_WITHIN = timedelta(minutes=2)
SPOKEN = {f"activation.{kind}": kind for kind in CallKind if kind != CallKind.ASK}
CHECK_IN_MINUTES = 20


@transaction.atomic
def ring_people(
    activation: Activation, *, asks: Iterable[tuple[Ask, ContactPoint]], kind: CallKind, expires_at: datetime, by: Person | None
) -> list[AskCall]:  # fmt: skip
    """Ring these people for this reason, in this order; who is rung is kept with the ask."""
    asks = list(asks)
    rings = [
        Ring(point.value.reveal(), secrets.token_hex(16), kind.value, expires_at, activation.pk) for _ask, point in asks
    ]
    orders = place_calls(rings, by=by)
    calls = [
        AskCall(ask=ask, kind=kind, token=order.token, order=order.pk)
        for (ask, _point), order in zip(asks, orders, strict=True)
    ]
    AskCall.objects.bulk_create(calls)
    if calls:
        record("people.rung", actor=by, subject=activation, kind=kind, count=len(calls))
    return calls


@transaction.atomic
def stop_rings(activation: Activation, *, asks: Iterable[Ask] | None = None, by: Person | None = None) -> int:
    """Stop the calls that ask (these people, or everybody): those that wait never ring, those that ring are ended.

    A line that was picked up goes on: it is told what holds when a key is pressed. Returns how many never rang.
    """
    calls = AskCall.objects.filter(ask__activation=activation, kind=CallKind.ASK)
    if asks is not None:
        calls = calls.filter(ask__in=list(asks))
    orders = CallOrder.objects.filter(pk__in=calls.values("order"), state__lt=State.UNDELIVERED)
    tokens = list(orders.values_list("token", flat=True))
    if not tokens:
        return 0
    end_calls(tokens, about=activation.pk, expires_at=clock.now() + END_WITHIN, by=by)
    record("rings.stopped", actor=by, subject=activation, count=len(tokens))
    return CallOrder.objects.filter(token__in=tokens, wish=CallWish.RING, state=State.CANCELLED).count()


@transaction.atomic
def tell(
    activation: Activation, *, told: Iterable[tuple[Ask, str]], expires_at: datetime, by: Person | None = None,
    values: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Tell each of these people their text: by text where their phone takes one, else by a call that says it, if it can be said.

    A phone that several of them share is told once.
    """
    told = list(told)
    ids = [ask.person_id for ask, _template in told]
    ways, numbers = ways_of(ids), _numbers(ids)
    drafts: dict[tuple[str, str], Draft] = {}
    rung: dict[CallKind, dict[str, tuple[Ask, ContactPoint]]] = {}
    for ask, template in told:
        mine = ways[ask.person_id]
        if mine.text is None and mine.call is not None:
            if template in SPOKEN:
                rung.setdefault(SPOKEN[template], {}).setdefault(mine.call.index, (ask, mine.call))
        elif number := _texted(mine, numbers.get(ask.person_id)):
            drafts.setdefault((number, template), _draft(activation, ask, template, number, expires_at, values or {}))
    queue_messages(drafts.values(), by=by)
    for kind, asks in rung.items():
        ring_people(activation, asks=asks.values(), kind=kind, expires_at=expires_at, by=by)
    record("people.told", actor=by, subject=activation, texts=len(drafts), calls=sum(map(len, rung.values())))


def _numbers(ids: list[UUID]) -> dict[UUID, str]:
    return {person: number for person, (number, _index) in texting_numbers(ids).items()}


def _texted(ways: Ways, number: str | None) -> str | None:
    """The number a text is written to. Who wants no texts and no calls has a row as well, which never leaves: nobody is skipped
    in silence."""
    return ways.text.value.reveal() if ways.text is not None else number


def _draft(
    activation: Activation, ask: Ask, template: str, number: str, expires_at: datetime, values: Mapping[str, str]
) -> Draft:
    filled = {
        "code": activation.letter, "area": activation.report.town, "minutes": str(CHECK_IN_MINUTES), "link": place_link(ask),
        **values,
    }  # fmt: skip
    return Draft(template, number, ask.person.language, Lane.ACTIVATION, expires_at, filled, activation.pk)
