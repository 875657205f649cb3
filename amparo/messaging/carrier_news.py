"""What the carrier tells us about single rows: refusals and states. Each is one transaction and moves only forward."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.core.often import change, prepared
from amparo.messaging.actions import opt_out
from amparo.messaging.copies import note_copies
from amparo.messaging.enums import CARRIER_STATES, LEG_STATES, CallWish, State
from amparo.messaging.events import CallOrderFailed, MessageStateChanged, NumberFailed
from amparo.messaging.models import CallOrder, OutgoingMessage, ProviderEvent

OPTED_OUT_CODES = {"21610"}
LANDLINE_CODES = {"30006", "21614"}
BAD_NUMBER_CODES = {"21211", "21217", "30005"}


_TEXTS, _ORDERS = OutgoingMessage._meta.db_table, CallOrder._meta.db_table
_FIELDS = [field.attname for field in OutgoingMessage._meta.concrete_fields]
_FORWARD = (
    f"UPDATE {_TEXTS} SET state = %s, state_at = %s, error_code = %s, leased_until = NULL"  # noqa: S608  our own table
    " WHERE reference = %s AND provider_sid = %s AND NOT guessed AND state < %s RETURNING "
    + ", ".join(f'"{field.column}"' for field in OutgoingMessage._meta.concrete_fields)
)
_RINGS = (
    f"SELECT id, provider_sid, guessed, state, step FROM {_ORDERS} WHERE token = %s AND wish = '{CallWish.RING.value}'"  # noqa: S608
    " ORDER BY created_at DESC"
)


@transaction.atomic
def note_refusal(row_id: UUID, *, kind: str, code: str) -> None:
    """The carrier refused to take a row: remember why, and tell the rooms whom it concerns."""
    if kind != "text":
        order = CallOrder.objects.get(pk=row_id)
        announce(CallOrderFailed(order.token, order.step, code))
        return
    message = OutgoingMessage.objects.get(pk=row_id)
    _learn(message, code)
    announce(MessageStateChanged(message))


@transaction.atomic
def note_state(reference: str, *, sid: str, status: str, code: str = "") -> bool:
    """A message moved on at the carrier. Late, copied and disordered news never move it back. False when nothing changed."""
    state = CARRIER_STATES.get(status)
    if state is None:
        return False
    if state != State.UNDELIVERED and (moved_on := _forward(reference, sid, state, code)):
        if state == State.DELIVERED:
            note_copies(sid)
            announce(MessageStateChanged(moved_on))
        return True
    rows = OutgoingMessage.objects.filter(reference=reference)
    message = rows.first()
    if message is None:
        return False
    if message.provider_sid is None or message.guessed:
        release_guess(sid, keep=message.pk)
        rows.update(provider_sid=sid, guessed=False)
    elif message.provider_sid != sid:  # the same text twice at the carrier: its second copy is nobody else's
        ProviderEvent.objects.get_or_create(id=f"spare:{sid}")
    if state in (State.UNDELIVERED, State.DELIVERED):
        note_copies(sid)
    moved = rows.filter(state__lt=state).update(state=state, state_at=clock.now(), error_code=code, leased_until=None)
    if not moved:
        return False
    if state in (State.UNDELIVERED, State.DELIVERED):
        message.refresh_from_db()
        if state == State.UNDELIVERED:
            _learn(message, code)
            publish("outbox")
        announce(MessageStateChanged(message))
    return True


def _forward(reference: str, sid: str, state: State, code: str) -> OutgoingMessage | None:
    """The common case in one statement: a text that bears this id moves forward. None when it does not, whatever the reason."""
    with prepared() as cursor:
        cursor.execute(_FORWARD, [int(state), clock.now(), code, reference, sid, int(state)])
        row = cursor.fetchone()
    return OutgoingMessage.from_db(connection.alias, _FIELDS, row) if row else None


def release_guess(sid: str, *, keep: UUID) -> None:
    """The carrier says by our reference whose id this is: a row that was given it by its words is looked up again."""
    with prepared() as cursor:
        for table in (_TEXTS, _ORDERS):
            cursor.execute(
                f"UPDATE {table} SET provider_sid = NULL, guessed = false, state = %s, state_at = %s, leased_until = %s"  # noqa: S608
                " WHERE provider_sid = %s AND guessed AND id <> %s",
                [int(State.IN_FLIGHT), clock.now(), timezone.now(), sid, keep],
            )


@dataclass(frozen=True)
class Rung:
    """An order to ring, as it stood when its carrier spoke of it."""

    token: str
    step: str
    state: int


@transaction.atomic(savepoint=False)
def note_leg(token: str, *, sid: str, status: str) -> Rung | None:
    """The carrier tells of a phone that we ring: it has taken that order, whatever else we know, and how it stands.

    Returns the order as it was, None when there is none.
    """
    ring = _name_leg(token, sid)
    if ring is not None:
        _move_leg(ring, sid, status)
    return ring


def _name_leg(token: str, sid: str) -> Rung | None:
    with prepared() as cursor:
        cursor.execute(_RINGS, [token])
        known = cursor.fetchall()
    if not known:
        return None
    mine = next((each for each in known if each[1] == sid and not each[2]), None)
    unnamed = next((each for each in known if each[1] is None or each[2]), None)
    if mine is None and unnamed is not None:
        release_guess(sid, keep=unnamed[0])
        change(CallOrder, {"pk": unnamed[0]}, provider_sid=sid, guessed=False)
        taken = {
            "state": State.HANDED_OVER,
            "state_at": clock.now(),
            "leased_until": None,
            "handed_over_at": clock.now(),
        }
        change(CallOrder, {"pk": unnamed[0], "state__lt": State.HANDED_OVER}, **taken)
    found = mine or unnamed or known[0]
    return Rung(token, found[4], found[3])


def _move_leg(ring: Rung, sid: str, status: str) -> None:
    """A phone that we ring moved on: it rings, somebody (or a machine) picked up, or nobody did. Never back."""
    state = LEG_STATES.get(status)
    if state is None or ring.state >= state:
        return
    said = status if state == State.UNDELIVERED else ""
    where = {"token": ring.token, "wish": CallWish.RING, "provider_sid": sid, "state__lt": state}
    change(CallOrder, where, state=state, state_at=clock.now(), error_code=said)


def _learn(message: OutgoingMessage, code: str) -> None:
    if code in OPTED_OUT_CODES:
        opt_out(message.index, source="carrier")
        OutgoingMessage.objects.filter(pk=message.pk).update(state=State.OPTED_OUT, state_at=clock.now())
    elif code in LANDLINE_CODES | BAD_NUMBER_CODES:
        announce(NumberFailed(message.index, landline=code in LANDLINE_CODES))
