"""What the carrier tells us about single rows: refusals and states. Each is one transaction and moves only forward."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.messaging.actions import opt_out
from amparo.messaging.copies import note_copies
from amparo.messaging.enums import CARRIER_STATES, LEG_STATES, CallWish, State
from amparo.messaging.events import CallOrderFailed, MessageStateChanged, NumberFailed
from amparo.messaging.models import CallOrder, OutgoingMessage, ProviderEvent

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


def release_guess(sid: str, *, keep: UUID) -> None:
    """The carrier says by our reference whose id this is: a row that was given it by its words is looked up again."""
    again = {
        "provider_sid": None, "guessed": False, "state": State.IN_FLIGHT, "state_at": clock.now(), "leased_until": timezone.now()
    }  # fmt: skip
    OutgoingMessage.objects.filter(provider_sid=sid, guessed=True).exclude(pk=keep).update(**again)
    CallOrder.objects.filter(provider_sid=sid, guessed=True).exclude(pk=keep).update(**again)


@transaction.atomic
def note_leg(token: str, *, sid: str, status: str) -> None:
    """The carrier tells of a phone that we ring: it has taken that order, whatever else we know, and how it stands."""
    _name_leg(token, sid)
    _move_leg(token, sid, status)


def _name_leg(token: str, sid: str) -> None:
    rings = CallOrder.objects.filter(token=token, wish=CallWish.RING).order_by("-created_at")
    known = list(rings.values_list("pk", "provider_sid", "guessed"))
    unnamed = next((pk for pk, named, guessed in known if named is None or guessed), None)
    if unnamed is None or any(named == sid and not guessed for _pk, named, guessed in known):
        return
    release_guess(sid, keep=unnamed)
    CallOrder.objects.filter(pk=unnamed).update(provider_sid=sid, guessed=False)
    CallOrder.objects.filter(pk=unnamed, state__lt=State.HANDED_OVER).update(
        state=State.HANDED_OVER, state_at=clock.now(), leased_until=None, handed_over_at=clock.now()
    )


def _move_leg(token: str, sid: str, status: str) -> None:
    """A phone that we ring moved on: it rings, somebody (or a machine) picked up, or nobody did. Never back."""
    state = LEG_STATES.get(status)
    if state is None:
        return
    order = CallOrder.objects.filter(token=token, wish=CallWish.RING, provider_sid=sid, state__lt=state)
    order.update(state=state, state_at=clock.now(), error_code=status if state == State.UNDELIVERED else "")


def _learn(message: OutgoingMessage, code: str) -> None:
    if code in OPTED_OUT_CODES:
        opt_out(message.index, source="carrier")
        OutgoingMessage.objects.filter(pk=message.pk).update(state=State.OPTED_OUT, state_at=clock.now())
    elif code in LANDLINE_CODES | BAD_NUMBER_CODES:
        announce(NumberFailed(message.index, landline=code in LANDLINE_CODES))
