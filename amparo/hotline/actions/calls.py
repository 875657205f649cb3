"""A caller's way: language, need, the line, and its ends. A row first of all; every step is decided under the row's lock."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.guarded import keyed_hash
from amparo.core.often import OneRow, change
from amparo.hotline.actions.call_backs import ask_for_call_back
from amparo.hotline.actions.ringing import end_legs
from amparo.hotline.enums import CLAIMABLE, CallBackWhy, CallState, LegEnd, LegState
from amparo.hotline.models import Call, Leg
from amparo.hotline.selectors.call_backs import open_thread
from amparo.hotline.selectors.queue import is_finished
from amparo.messaging.actions import end_call, queue_message, redirect_call
from amparo.messaging.enums import Lane
from amparo.messaging.selectors import opted_out
from amparo.people.models import Person

OFFER_AFTER = timedelta(seconds=60)
OFFER_AGAIN = timedelta(seconds=120)
GRACE = timedelta(seconds=3)
STALE = timedelta(seconds=30)
_BY_SID, _LOCKED = OneRow(Call, by="call_sid"), OneRow(Call, by="id", lock=True)


@transaction.atomic(savepoint=False)
def start_call(call_sid: str, *, number: str | None, by: Actor | None = None) -> Call:
    """Write down that somebody calls, before anything is said. Anonymous, foreign and landline callers are as good as any."""
    new = Call(call_sid=call_sid, number=number, index=keyed_hash("phone", number) if number else "")
    Call.objects.bulk_create([new], ignore_conflicts=True)
    call = _BY_SID.get(call_sid)
    assert call is not None
    is_new = call.pk == new.pk
    record("call.started", actor=by, subject=call, new=is_new)
    publish("call", call.pk)
    return call


@transaction.atomic(savepoint=False)
def choose_language(call: Call, *, language: str, by: Actor | None = None) -> None:
    """The caller chose a language; empty for another one, or for the default queue of those who press nothing."""
    _move(call, CallState.CHOOSING, language=language)
    record("call.language_chosen", actor=by, subject=call, language=language)


def _move(call: Call, before: CallState, **values: Any) -> bool:
    """Write this if the call still stands so; ``call`` is what stands in the table afterwards. False when it had moved on."""
    if not change(Call, {"pk": call.pk, "state": before}, **values):
        call.refresh_from_db()
        return False
    for name, value in values.items():
        setattr(call, name, value)
    return True


@transaction.atomic(savepoint=False)
def join_line(call: Call, *, need: str, by: Actor | None = None) -> None:
    """The caller said what they need and goes into the line: phones ring, and after a minute something else is offered."""
    now = clock.now()
    waits = {
        "need": need, "state": CallState.WAITING, "waiting_since": now, "heard_at": now, "next_wave_at": now,
        "decide_at": now + OFFER_AFTER,
    }  # fmt: skip
    moved = _move(call, CallState.CHOOSING, **waits)
    record("call.waits", actor=by, subject=call, need=need, moved=moved)
    publish("call", call.pk, urgent=True)


@transaction.atomic
def offer_something_else(call: Call, *, by: Actor | None = None) -> bool:
    """Nobody could answer in time: let the caller choose to wait, to leave a message, or to get a text. Phones ring on."""
    moved = Call.objects.filter(pk=call.pk, state=CallState.WAITING, decide_at__lte=clock.now()).update(
        state=CallState.DECIDING, decide_at=None, heard_at=clock.now(), turn=F("turn") + 1
    )
    record("call.offered", actor=by, subject=call, moved=bool(moved))
    if moved:
        call.refresh_from_db()
        _redirect(call, f"offer-{call.turn}")
        publish("call", call.pk)
    return bool(moved)


def _redirect(call: Call, step: str) -> None:
    redirect_call(call.call_sid, token=call.token, step=step, about=call.pk, expires_at=clock.now() + STALE)


@transaction.atomic
def keep_waiting(call: Call, *, by: Actor | None = None) -> bool:
    """The caller chose to wait on, or chose nothing: nobody is dropped. False when somebody answered meanwhile."""
    now = clock.now()
    moved = Call.objects.filter(pk=call.pk, state=CallState.DECIDING).update(
        state=CallState.WAITING, decide_at=now + OFFER_AGAIN, heard_at=now
    )
    call.refresh_from_db()
    record("call.waits_on", actor=by, subject=call, moved=bool(moved))
    publish("call", call.pk)
    return bool(moved)


@transaction.atomic
def leave_message(call: Call, *, by: Actor | None = None) -> bool:
    """The caller chose to leave a message: phones stop ringing. False when somebody answered meanwhile."""
    moved = Call.objects.filter(pk=call.pk, state=CallState.DECIDING).update(
        state=CallState.MESSAGE, next_wave_at=None, decide_at=None, heard_at=clock.now()
    )
    call.refresh_from_db()
    if moved:
        end_legs(call, end=LegEnd.CALLER_LEFT, by=by)
    record("call.leaves_message", actor=by, subject=call, moved=bool(moved))
    publish("call", call.pk)
    return bool(moved)


@transaction.atomic
def ask_for_text(call: Call, *, by: Actor | None = None) -> bool:
    """The caller chose a text: it goes out now, and a person has ten minutes. True when a text goes out.

    Who opted out gets none, and neither does whoever hides the number; the item is there all the same.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.state != CallState.DECIDING or not call.number:
        return False
    item = ask_for_call_back(call, why=CallBackWhy.TEXT_ME, by=by)
    texts = not opted_out([call.index])
    if texts:
        queue_message(
            "hotline.text_me", to=call.number.reveal(), language=call.language or "es", lane=Lane.CALL, about=item.pk,
            expires_at=clock.now() + timedelta(minutes=30), by=by,
        )  # fmt: skip
    _end(call, end=LegEnd.CALLER_LEFT)
    record("call.wants_text", actor=by, subject=call, texts=texts)
    return texts


@transaction.atomic
def finish_message(call: Call, *, by: Actor | None = None) -> None:
    """The caller has spoken: the call is over, a person will call back."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.state == CallState.MESSAGE:
        ask_for_call_back(call, why=CallBackWhy.MESSAGE, by=by)
        _end(call, end=LegEnd.CALLER_LEFT)
    record("call.message_left", actor=by, subject=call)


def _end(call: Call, *, end: LegEnd) -> None:
    """The call is over: nothing is due any more, what rings ends, who talked is free."""
    now = clock.now()
    _move(call, CallState(call.state), state=CallState.ENDED, ended_at=now, next_wave_at=None, decide_at=None)
    talking = {"call": call, "state": LegState.TALKING}
    change(Leg, talking, state=LegState.ENDED, end=LegEnd.TALKED, ended_at=now)
    end_legs(call, end=end)
    publish("call", call.pk)


@transaction.atomic(savepoint=False)
def caller_left(call: Call, *, by: Actor | None = None) -> bool:
    """The caller hung up, or the line died: nobody is rung for nothing. False when the call was over.

    Who hung up before anybody answered is called back, if the number is known, once; who was cut off before, too.
    """
    found = _LOCKED.get(call.pk)
    if found is None or found.state == CallState.ENDED:
        return False
    call = found
    was = CallState(call.state)
    _end(call, end=LegEnd.CALLER_LEFT)
    if was != CallState.TALKING and call.number and not _both_hung_up(call) and not _is_called_back_anyway(call):
        ask_for_call_back(call, why=_why(call), by=by)
    record("call.left", actor=by, subject=call, was=was)
    return True


def _both_hung_up(call: Call) -> bool:
    """The carrier told us of the responder's end a moment before the caller's: that was a goodbye, not a cut."""
    return call.front and call.waiting_since is not None and call.waiting_since > clock.now() - GRACE


def _is_called_back_anyway(call: Call) -> bool:
    """Who dials again and again, and hangs up each time, is one person who waits to hear from us."""
    return _why(call) == CallBackWhy.ABANDONED and open_thread(call.index) is not None


def _why(call: Call) -> CallBackWhy:
    if call.messages.exists():
        return CallBackWhy.MESSAGE
    return CallBackWhy.CUT_OFF if call.front else CallBackWhy.ABANDONED


@transaction.atomic
def responder_left(leg: Leg, *, by: Actor | None = None) -> bool:
    """The responder's line ended while the caller is there: the caller goes to the front and phones ring again.

    When the intake is closed it was no accident: then the call ends. False when this was known.
    """
    call = Call.objects.select_for_update().get(pk=leg.call_id)
    left = Leg.objects.filter(pk=leg.pk, state=LegState.TALKING).update(
        state=LegState.ENDED, end=LegEnd.TALKED, ended_at=clock.now()
    )
    record("call.responder_left", actor=by, subject=call, leg=str(leg.pk), moved=bool(left))
    if not left or call.state != CallState.TALKING or call.claimed_by_id != leg.person_id:
        return False
    if is_finished(call):
        end_call(call.call_sid, about=call.pk, expires_at=clock.now() + STALE, by=by)
        _end(call, end=LegEnd.TALKED)
        return True
    now = clock.now()
    Call.objects.filter(pk=call.pk).update(
        state=CallState.WAITING, front=True, claimed_by=None, claimed_at=None, waiting_since=now, heard_at=now,
        next_wave_at=now + GRACE, decide_at=now + OFFER_AFTER, turn=F("turn") + 1,
    )  # fmt: skip
    call.refresh_from_db()
    _redirect(call, f"back-{call.turn}")
    publish("call", call.pk, urgent=True)
    return True


@transaction.atomic
def hang_up(call: Call, *, by: Person) -> bool:
    """End a call from the page. False when it was over."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    record("call.hung_up", actor=by, subject=call)
    if call.state == CallState.ENDED:
        return False
    end_call(call.call_sid, about=call.pk, expires_at=clock.now() + STALE, by=by)
    _end(call, end=LegEnd.CALLER_LEFT)
    return True


@transaction.atomic
def change_language(call: Call, *, language: str, by: Person) -> None:
    """Correct the language of a call; whoever is rung for it next is chosen by it."""
    Call.objects.filter(pk=call.pk).update(language=language)
    call.language = language
    record("call.language_changed", actor=by, subject=call, language=language)
    publish("call", call.pk)


@transaction.atomic
def redirect_failed(call: Call, *, gone: bool, by: Actor | None = None) -> None:
    """The carrier could not take the caller out of waiting: the caller is gone, or waits on as before."""
    record("call.redirect_failed", actor=by, subject=call, gone=gone)
    if gone:
        caller_left(call, by=by)
    else:
        now = clock.now()
        Call.objects.filter(pk=call.pk, state__in=CLAIMABLE).update(
            state=CallState.WAITING, decide_at=now + OFFER_AFTER, heard_at=now
        )
        publish("call", call.pk)
