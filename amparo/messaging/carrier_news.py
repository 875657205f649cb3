"""What the carrier tells us about single rows: refusals and states. Each is one transaction and moves only forward."""

from uuid import UUID

from django.db import transaction

from amparo.core.board import publish
from amparo.core.events import announce
from amparo.messaging.actions import opt_out
from amparo.messaging.enums import CARRIER_STATES, State
from amparo.messaging.events import CallOrderFailed, MessageStateChanged, NumberFailed
from amparo.messaging.models import CallOrder, OutgoingMessage

OPTED_OUT_CODES = {"21610"}
LANDLINE_CODES = {"30006", "21614"}
BAD_NUMBER_CODES = {"21211", "21217", "30005"}


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
    rows = OutgoingMessage.objects.filter(reference=reference)
    rows.filter(provider_sid=None).update(provider_sid=sid)
    moved = rows.filter(state__lt=state).update(state=state, error_code=code, leased_until=None)
    if not moved:
        return False
    if state in (State.UNDELIVERED, State.DELIVERED):
        message = rows.get()
        if state == State.UNDELIVERED:
            _learn(message, code)
            publish("outbox")
        announce(MessageStateChanged(message))
    return True


def _learn(message: OutgoingMessage, code: str) -> None:
    if code in OPTED_OUT_CODES:
        opt_out(message.index, source="carrier")
        OutgoingMessage.objects.filter(pk=message.pk).update(state=State.OPTED_OUT)
    elif code in LANDLINE_CODES | BAD_NUMBER_CODES:
        announce(NumberFailed(message.index, landline=code in LANDLINE_CODES))
