"""Somebody waits to hear from us: one item for each call or text, with an owner, a clock and a result."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.core.keeping import without_held
from amparo.hotline.enums import CallBackResult, CallBackWhy, Need
from amparo.hotline.errors import CallBackAlreadyOwned, CallBackDone, NoNumber
from amparo.hotline.events import CallBackNeeded
from amparo.hotline.models import Call, CallBack, CallBackAttempt
from amparo.hotline.selectors.call_backs import running_attempt
from amparo.hotline.selectors.queue import leads
from amparo.messaging.actions import Draft, end_calls, place_call, queue_messages, queue_words, redirect_call
from amparo.messaging.enums import Lane
from amparo.messaging.forgetting import forget_number
from amparo.messaging.models import OutgoingMessage
from amparo.people.models import Person
from amparo.people.selectors import calling_number, texting_numbers
from amparo.rota.enums import Duty
from amparo.rota.selectors import on_duty_and_clocked_in

MINUTES = {CallBackWhy.ABANDONED: 15, CallBackWhy.MESSAGE: 15}
MINUTES_OTHER, MINUTES_NOW = 10, 5
RING_RESPONDER, RING_CALLER = 25, 40
STALE = timedelta(seconds=40)
TELL_AGAIN, MOST_TOLD = timedelta(minutes=5), 6


def _due_in(why: str, need: str) -> timedelta:
    minutes = MINUTES.get(CallBackWhy(why), MINUTES_OTHER)
    return timedelta(minutes=min(minutes, MINUTES_NOW) if need == Need.NOW else minutes)


@transaction.atomic(savepoint=False)
def ask_for_call_back(call: Call, *, why: CallBackWhy, by: Actor | None = None) -> CallBack:
    """Note that this caller waits to hear from us. One item for each call: a better reason replaces a worse one."""
    number = call.number.reveal() if call.number else None
    item, is_new = CallBack.objects.get_or_create(
        origin=call.pk,
        defaults={
            "call": call, "number": number, "index": call.index, "language": call.language, "need": call.need, "why": why,
            "due_at": clock.now() + _due_in(why, call.need),
        },
    )  # fmt: skip
    if not is_new and item.why == CallBackWhy.ABANDONED and why != item.why:
        CallBack.objects.filter(pk=item.pk).update(why=why)
        item.why = why
    record("call_back.needed", actor=by, subject=item, why=why, new=is_new)
    if is_new:
        announce(CallBackNeeded(item))
    publish("call", item.pk)
    return item


@transaction.atomic
def own_call_back(call_back: CallBack, *, by: Person) -> None:
    """Say "I call them". The first wins: others get CallBackAlreadyOwned, or CallBackDone. Twice by the same is once."""
    mine = CallBack.objects.filter(pk=call_back.pk, owner=None, done_at=None).update(owner=by, owned_at=clock.now())
    call_back.refresh_from_db()
    if not mine and call_back.done_at is not None:
        raise CallBackDone
    if not mine and call_back.owner_id != by.pk:
        raise CallBackAlreadyOwned
    record("call_back.owned", actor=by, subject=call_back)
    publish("call", call_back.pk)


@transaction.atomic
def release_call_back(call_back: CallBack, *, by: Person) -> None:
    """Give a call-back back to everybody; the clock runs on."""
    given = CallBack.objects.filter(pk=call_back.pk, done_at=None).update(owner=None, owned_at=None)
    call_back.refresh_from_db()
    if not given:
        raise CallBackDone
    record("call_back.released", actor=by, subject=call_back)
    publish("call", call_back.pk)


@transaction.atomic
def ring_call_back(call_back: CallBack, *, by: Person) -> CallBackAttempt:
    """Ring the responder first, then the other: neither sees the other's number. Pressing twice rings once.

    Refused: done, owned by somebody else, no number of theirs or of the responder.
    """
    call_back = CallBack.objects.select_for_update(of=("self",)).get(pk=call_back.pk)
    own_call_back(call_back, by=by)
    if not call_back.number:
        raise NoNumber
    own_number = calling_number(by)
    if own_number is None:
        raise NoNumber
    running = running_attempt(call_back)
    if running is not None:
        return running
    attempt = CallBackAttempt.objects.create(call_back=call_back, by=by)
    place_call(
        own_number, token=attempt.token, step="ours", about=call_back.pk, ring_seconds=RING_RESPONDER,
        expires_at=clock.now() + STALE, by=by,
    )  # fmt: skip
    record("call_back.rung", actor=by, subject=attempt)
    publish("call", call_back.pk)
    return attempt


@transaction.atomic
def ring_the_other(attempt: CallBackAttempt, *, by: Actor | None) -> None:
    """The responder is there: now ring the other. Nothing when that was done, or the number is erased meanwhile."""
    call_back = attempt.call_back
    begun = CallBackAttempt.objects.filter(pk=attempt.pk, ended_at=None, reached=None).update(reached=False)
    record("call_back.other_rung", actor=by, subject=attempt, begun=bool(begun))
    if begun and call_back.number:
        place_call(
            call_back.number.reveal(), token=attempt.theirs, step="theirs", about=call_back.pk, ring_seconds=RING_CALLER,
            expires_at=clock.now() + STALE, by=by,
        )  # fmt: skip


@transaction.atomic
def reach_the_other(attempt: CallBackAttempt, *, by: Actor | None = None) -> bool:
    """They pressed 1 and talk. False when the responder is gone meanwhile."""
    reached = CallBackAttempt.objects.filter(pk=attempt.pk, ended_at=None).update(reached=True)
    record("call_back.reached", actor=by, subject=attempt)
    publish("call", attempt.call_back_id)
    return bool(reached)


@transaction.atomic
def end_attempt(attempt: CallBackAttempt, *, ours_is_gone: bool, ours_sid: str = "", by: Actor | None = None) -> bool:
    """One of the two lines has ended: end the other one as well. False when that was done.

    When the other could not be reached, the responder hears so.
    """
    now = clock.now()
    if not CallBackAttempt.objects.filter(pk=attempt.pk, ended_at=None).update(ended_at=now):
        return False
    attempt.refresh_from_db()
    if ours_is_gone:
        end_calls([attempt.theirs], about=attempt.call_back_id, expires_at=now + STALE, by=by)
    elif attempt.reached:
        end_calls([attempt.token], about=attempt.call_back_id, expires_at=now + STALE, by=by)
    elif ours_sid:
        redirect_call(
            ours_sid,
            token=attempt.token,
            step="nobody-there",
            about=attempt.call_back_id,
            expires_at=now + STALE,
            by=by,
        )
    record("call_back.attempt_ended", actor=by, subject=attempt, reached=attempt.reached)
    publish("call", attempt.call_back_id)
    return True


@transaction.atomic
def finish_call_back(call_back: CallBack, *, result: CallBackResult, by: Person) -> None:
    """Close an item with its result and erase the number, wherever else it stands too. Refused when it is done or another's."""
    own_call_back(call_back, by=by)
    CallBack.objects.filter(pk=call_back.pk).update(result=result, done_at=clock.now(), done_by=by)
    without_held(CallBack.objects.filter(pk=call_back.pk)).update(number=None)
    call_back.refresh_from_db()
    if call_back.call_id:
        without_held(Call.objects.filter(pk=call_back.call_id).exclude(ended_at=None)).update(number=None)
    forget_number(call_back.index, by=by)
    record("call_back.finished", actor=by, subject=call_back, result=result)
    publish("call", call_back.pk)


@transaction.atomic
def answer_by_text(call_back: CallBack, *, words: str, by: Person) -> OutgoingMessage:
    """Write to them in the responder's own words, from the network's number. Refused without a number."""
    own_call_back(call_back, by=by)
    if not call_back.number:
        raise NoNumber
    message = queue_words(
        words.strip(), to=call_back.number.reveal(), language=call_back.language or "en", lane=Lane.ACTIVATION,
        expires_at=clock.now() + timedelta(hours=1), about=call_back.pk, by=by,
    )  # fmt: skip
    record("call_back.answered_by_text", actor=by, subject=call_back)
    publish("call", call_back.pk)
    return message


@transaction.atomic
def tell_people_on_shift(call_back: CallBack, *, link: str, by: Actor | None = None) -> int:
    """Text whoever is on shift, or the leads when nobody is, that somebody left word; at most once in some minutes."""
    since = clock.now() - TELL_AGAIN
    if OutgoingMessage.objects.filter(template="hotline.left_word", created_at__gte=since).exists():
        return 0
    people = on_duty_and_clocked_in(Duty.HOTLINE, clock.now())[:MOST_TOLD] or leads()
    told = _text("hotline.left_word", people, link=link, about=call_back.pk, by=by)
    record("people.told_of_call_back", actor=by, subject=call_back, count=told)
    return told


@transaction.atomic
def tell_leads_of_late(late: list[CallBack], *, link: str, by: Actor | None = None) -> int:
    """Tell the leads of the hotline, by one text, that somebody waits longer than we promised. Returns how many items."""
    keys = [item.pk for item in late]
    told = list(CallBack.objects.select_for_update(skip_locked=True).filter(pk__in=keys, alarmed_at=None, done_at=None))
    if not told:
        return 0
    CallBack.objects.filter(pk__in=[item.pk for item in told]).update(alarmed_at=clock.now())
    text_leads("hotline.late", link=link, about=told[0].pk, by=by)
    record("call_backs.late", actor=by, count=len(told))
    publish("call", told[0].pk, urgent=True)
    return len(told)


@transaction.atomic
def text_leads(template: str, *, link: str, about: UUID, by: Actor | None = None) -> int:
    """Text the leads of the hotline, each in their language; returns how many."""
    told = _text(template, leads(), link=link, about=about, by=by)
    record("leads.told", actor=by, template=template, count=told)
    return told


def _text(template: str, people: list[Person], *, link: str, about: UUID, by: Actor | None) -> int:
    numbers = texting_numbers([person.pk for person in people])
    drafts = [
        Draft(template, numbers[person.pk][0], person.language, Lane.ACTIVATION, clock.ahead(hours=1), {"link": link}, about)
        for person in people if person.pk in numbers
    ]  # fmt: skip
    queue_messages(drafts, by=by)
    return len(drafts)
