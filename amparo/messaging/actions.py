"""What other rooms ask for: texts and calls become rows here, and leave the house after the commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.events import announce
from amparo.core.guarded import keyed_hash
from amparo.messaging import segments, texts
from amparo.messaging.enums import STOP_ANSWER, CallWish, Lane, State
from amparo.messaging.events import OptedIn, OptedOut
from amparo.messaging.models import CallOrder, OptOut, OutgoingMessage
from amparo.messaging.outbox import wake
from amparo.messaging.outbox.rows import write_rows
from amparo.messaging.selectors import opted_out


@dataclass(frozen=True)
class Draft:
    """One text to be written: to whom (E.164), which template, in which language, until when it is worth sending."""

    template: str
    to: str
    language: str
    lane: Lane
    expires_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    about: UUID | None = None
    due_at: datetime | None = None


@transaction.atomic
def queue_messages(drafts: Iterable[Draft], *, by: Actor | None = None) -> list[OutgoingMessage]:
    """Write texts into the outbox, in this order; they are handed over as soon as this transaction commits.

    Nobody is skipped in silence: a text to somebody who opted out is written with that state and never handed over.
    """
    drafts = list(drafts)
    rows = _write(drafts)
    if rows:
        record(
            "messages.queued", actor=by, about=str(drafts[0].about or ""), template=drafts[0].template, count=len(rows)
        )
    return rows


def _write(drafts: list[Draft]) -> list[OutgoingMessage]:
    indexes = [keyed_hash("phone", draft.to) for draft in drafts]
    silent = opted_out(indexes)
    written = _Written(clock.now(), {})
    rows = [
        _message(draft, index, place, written, silent=index in silent)
        for place, (draft, index) in enumerate(zip(drafts, indexes, strict=True))
    ]
    write_rows(rows)
    wake()
    return rows


@dataclass(frozen=True)
class _Written:
    """What the texts written together share: the moment, and the segments of words that were counted already."""

    at: datetime
    segments: dict[str, int]

    def count(self, body: str) -> int:
        if body not in self.segments:
            self.segments[body] = segments.count(body).segments
        return self.segments[body]


def _message(draft: Draft, index: str, place: int, written: _Written, *, silent: bool) -> OutgoingMessage:
    body = texts.render(draft.template, draft.language, draft.values)
    return OutgoingMessage(
        to=draft.to, index=index, template=draft.template, language=draft.language, body=body, lane=draft.lane,
        segments=written.count(body), expires_at=draft.expires_at, about=draft.about, due_at=draft.due_at or written.at,
        created_at=written.at + timedelta(microseconds=place),  # they leave in the order they were written in
        state=State.OPTED_OUT if silent and draft.template != STOP_ANSWER else State.WAITING,
    )  # fmt: skip


@transaction.atomic
def queue_message(
    template: str,
    *,
    to: str,
    language: str,
    lane: Lane,
    expires_at: datetime,
    values: Mapping[str, str] | None = None,
    about: UUID | None = None,
    by: Actor | None = None,
) -> OutgoingMessage:
    """Write one text into the outbox; see ``queue_messages``."""
    [row] = _write([Draft(template, to, language, lane, expires_at, values or {}, about)])
    record("message.queued", actor=by, subject=row)
    return row


@transaction.atomic
def queue_words(
    body: str, *, to: str, language: str, lane: Lane, expires_at: datetime, about: UUID, by: Actor
) -> OutgoingMessage:
    """Write a text in a person's own words, as an answer in a conversation that the other side began."""
    index = keyed_hash("phone", to)
    row = OutgoingMessage.objects.create(
        to=to, index=index, template="own words", language=language, body=body, lane=lane, about=about, expires_at=expires_at,
        segments=segments.count(body).segments, state=State.OPTED_OUT if opted_out([index]) else State.WAITING,
    )  # fmt: skip
    record("message.written", actor=by, subject=row)
    wake()
    return row


@transaction.atomic
def cancel_messages(
    about: UUID, *, by: Actor | None, template: str | None = None, only: Iterable[UUID] | None = None
) -> int:
    """Stop the texts about this that were not handed over yet, or ``only`` these of them; returns how many were stopped."""
    rows = OutgoingMessage.objects.filter(about=about, state=State.WAITING)
    if template:
        rows = rows.filter(template=template)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    stopped = rows.update(state=State.CANCELLED, state_at=clock.now())
    record("messages.cancelled", actor=by, about=str(about), count=stopped)
    return stopped


@transaction.atomic
def place_call(
    to: str, *, token: str, step: str, about: UUID, ring_seconds: int, expires_at: datetime, by: Actor | None = None
) -> CallOrder:
    """Ring a phone from the hotline's number; when it is answered, the step of this token is asked for what to say."""
    order = CallOrder.objects.create(
        wish=CallWish.RING, to=to, index=keyed_hash("phone", to), token=token, step=step, about=about, lane=Lane.CALL,
        ring_seconds=ring_seconds, expires_at=expires_at,
    )  # fmt: skip
    record("call.placed", actor=by, subject=order)
    wake()
    return order


@dataclass(frozen=True)
class Ring:
    """One phone to be rung: which (E.164), under which token, which step speaks, until when it is worth ringing."""

    to: str
    token: str
    step: str
    expires_at: datetime
    about: UUID
    lane: Lane = Lane.ACTIVATION
    ring_seconds: int = 25


@transaction.atomic(savepoint=False)
def place_calls(rings: Iterable[Ring], *, by: Actor | None = None) -> list[CallOrder]:
    """Ring these phones in this order, as fast as the carrier allows; calls of the hotline go first."""
    orders = [
        CallOrder(
            wish=CallWish.RING, to=each.to, index=keyed_hash("phone", each.to), token=each.token, step=each.step,
            about=each.about, lane=each.lane, ring_seconds=each.ring_seconds, expires_at=each.expires_at,
        )
        for each in rings
    ]  # fmt: skip
    CallOrder.objects.bulk_create(orders)
    if orders:
        record("calls.placed", actor=by, about=str(orders[0].about), step=orders[0].step, count=len(orders))
        wake()
    return orders


@transaction.atomic(savepoint=False)
def redirect_call(
    call_sid: str, *, token: str, step: str, about: UUID, expires_at: datetime, by: Actor | None = None
) -> CallOrder:
    """Let a call that goes on ask another step."""
    order = CallOrder.objects.create(
        wish=CallWish.REDIRECT, call_sid=call_sid, token=token, step=step, about=about, lane=Lane.CALL, expires_at=expires_at
    )  # fmt: skip
    record("call.redirected", actor=by, subject=order)
    wake()
    return order


@transaction.atomic(savepoint=False)
def end_calls(tokens: Iterable[str], *, about: UUID, expires_at: datetime, by: Actor | None = None) -> list[CallOrder]:
    """End the calls that were placed with these tokens: those not handed over are cancelled, the others are hung up."""
    tokens = list(tokens)
    placed = CallOrder.objects.filter(token__in=tokens, wish=CallWish.RING)
    placed.filter(state=State.WAITING).update(state=State.CANCELLED, state_at=clock.now())
    orders = [
        CallOrder(
            wish=CallWish.END, token=token, call_sid=sid or "", about=about, lane=Lane.CALL, expires_at=expires_at
        )
        for token, sid in placed.exclude(state=State.CANCELLED).values_list("token", "provider_sid")
    ]
    CallOrder.objects.bulk_create(orders)
    record("calls.ended", actor=by, about=str(about), count=len(orders))
    if orders:
        wake()
    return orders


@transaction.atomic
def end_call(call_sid: str, *, about: UUID, expires_at: datetime, by: Actor | None = None) -> CallOrder:
    """Hang up a call that goes on."""
    order = CallOrder.objects.create(
        wish=CallWish.END, call_sid=call_sid, about=about, lane=Lane.CALL, expires_at=expires_at
    )
    record("call.ended", actor=by, subject=order)
    wake()
    return order


@transaction.atomic
def opt_out(index: str, *, source: str) -> bool:
    """Send nothing more to this number, at once: what waits is stopped. False when it was so already."""
    _row, is_new = OptOut.objects.get_or_create(index=index, defaults={"source": source})
    waiting = OutgoingMessage.objects.filter(index=index, state=State.WAITING).exclude(template=STOP_ANSWER)
    waiting.update(state=State.OPTED_OUT, state_at=clock.now())
    if is_new:
        record("texts.opted_out", actor=None, source=source)
        announce(OptedOut(index))
    return is_new


@transaction.atomic
def opt_in(index: str, *, source: str) -> bool:
    """The owner of this number wants texts again. False when nothing had stopped them."""
    removed, _kinds = OptOut.objects.filter(index=index).delete()
    if removed:
        record("texts.opted_in", actor=None, source=source)
        announce(OptedIn(index))
    return bool(removed)
