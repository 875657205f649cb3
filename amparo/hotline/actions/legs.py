"""What responders do with a phone that rings: pick up, press 1, pass, hang up. One conditional UPDATE says who was first."""

from django.db import transaction
from django.db.models import F

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.core.often import OneRow, change
from amparo.hotline.actions.calls import STALE, responder_left
from amparo.hotline.actions.ringing import end_legs, ring_sooner
from amparo.hotline.enums import CLAIMABLE, CallState, LegEnd, LegState
from amparo.hotline.errors import CallAlreadyClaimed
from amparo.hotline.events import CallAnswered
from amparo.hotline.models import Call, Leg
from amparo.hotline.selectors.queue import hold
from amparo.messaging.actions import redirect_call
from amparo.people.models import Person

FAILED = {"failed": LegEnd.FAILED}
MOVES = {"ringing": LegState.RINGING, "answered": LegState.ANSWERED}
_CALL = OneRow(Call, by="id")
ENDS = {"completed", "busy", "no-answer", "failed", "canceled"}


@transaction.atomic(savepoint=False)
def pick_up(leg: Leg, *, call_sid: str, by: Actor | None = None) -> bool:
    """A phone was picked up, by a person or by a machine: nothing is taken yet. False when there is nothing to take."""
    if change(Leg, {"pk": leg.pk, "state__lt": LegState.ANSWERED}, state=LegState.ANSWERED, call_sid=call_sid):
        leg.state, leg.call_sid = LegState.ANSWERED, call_sid
    else:
        leg.refresh_from_db()
    record("leg.picked_up", actor=by, subject=leg)
    publish("call", leg.call_id)
    return leg.state < LegState.ENDED


@transaction.atomic
def claim_call(leg: Leg, *, by: Person) -> Call:
    """Take the call: this line and the caller's talk from now on. The first wins, for everybody else: CallAlreadyClaimed.

    The other phones stop ringing; who listens to the offer is told and thanked.
    """
    taken = Call.objects.filter(pk=leg.call_id, claimed_by=None, state__in=CLAIMABLE).update(
        claimed_by=by, claimed_at=clock.now(), state=CallState.TALKING, next_wave_at=None, turn=F("turn") + 1
    )
    if not taken or not change(Leg, {"pk": leg.pk, "state__lt": LegState.TALKING}, state=LegState.TALKING):
        raise CallAlreadyClaimed
    call = _CALL.get(leg.call_id)
    assert call is not None
    end_legs(call, end=LegEnd.LOST, by=by, but=leg)
    if call.decide_at is None:  # the caller was choosing what to do instead: fetch them back
        redirect_call(
            call.call_sid,
            token=call.token,
            step=f"join-{call.turn}",
            about=call.pk,
            expires_at=clock.now() + STALE,
            by=by,
        )
    record("call.claimed", actor=by, subject=call, tier=leg.tier, wave=leg.wave)
    announce(CallAnswered(call, by))
    publish("call", call.pk, urgent=True)
    return call


@transaction.atomic(savepoint=False)
def end_leg(leg: Leg, *, end: LegEnd, by: Actor | None = None) -> bool:
    """This phone does not take the call: the next wave begins sooner when it was the last. False when it had ended."""
    hold(leg.call_id)
    going = {"pk": leg.pk, "state__lt": LegState.TALKING}
    ended = change(Leg, going, state=LegState.ENDED, end=end, ended_at=clock.now())
    if ended:
        record("leg.ended", actor=by, subject=leg, end=end)
        ring_sooner(leg.call, by=by)
        publish("call", leg.call_id)
    return bool(ended)


@transaction.atomic(savepoint=False)
def move_leg(leg: Leg, *, status: str, call_sid: str, by: Actor | None = None) -> None:
    """The carrier told us how this line stands: forward only, whatever the order or number of copies."""
    if status in ENDS:
        hold(leg.call_id)
    if not leg.call_sid:  # once it has a name and a rank it never loses them, so what was read says enough
        change(Leg, {"pk": leg.pk, "call_sid": ""}, call_sid=call_sid)
    state = MOVES.get(status)
    moved = state is not None and leg.state < state and change(Leg, {"pk": leg.pk, "state__lt": state}, state=state)
    if moved:
        publish("call", leg.call_id)
    if status in ENDS and not end_leg(leg, end=FAILED.get(status, LegEnd.SILENT), by=by):
        responder_left(leg, by=by)
    record("leg.moved", actor=by, subject=leg, status=status)
