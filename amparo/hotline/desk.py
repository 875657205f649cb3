"""The hotline answers the carrier's questions: what a caller or a responder hears next. Each answer is one short transaction.

Steps of a caller: language, need, offer, choice, spoken, back, join; of a responder's phone: leg, key, told; of a call-back:
ours, ours-key, nobody-there, theirs, theirs-key. A number behind a step makes it new: copies get the answer they had.
"""

import re
from collections.abc import Callable

from django.http import Http404
from django.urls import reverse

from amparo.cases.events import CaseOriginAsked, Contact
from amparo.core import clock
from amparo.core.events import answers
from amparo.core.often import OneRow, change
from amparo.hotline import plans
from amparo.hotline.access import intake_for
from amparo.hotline.actions.call_backs import end_attempt, reach_the_other, ring_the_other
from amparo.hotline.actions.calls import (
    ask_for_text,
    choose_language,
    finish_message,
    join_line,
    keep_waiting,
    leave_message,
    start_call,
)
from amparo.hotline.actions.legs import claim_call, end_leg, pick_up
from amparo.hotline.actions.texts import take_text
from amparo.hotline.enums import CallBackWhy, CallState, LegEnd, LegState, Need
from amparo.hotline.errors import CallAlreadyClaimed
from amparo.hotline.models import Call, CallBackAttempt, Intake, Leg
from amparo.hotline.selectors.call_backs import attempt_of
from amparo.hotline.selectors.queue import position_of
from amparo.messaging.events import TextReceived
from amparo.messaging.voice import (
    CallStarted,
    Plan,
    StepAsked,
)
from amparo.response.events import StoryAsked

NAME = "hotline"
NEEDS = {"1": Need.NOW, "2": Need.TAKEN, "3": Need.OTHER}
_CALLS = OneRow(Call, by="token")
_LEGS = OneRow(Leg, by="token", names=["call"])
_STEP = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:-(\d+))?(?:-(again))?")


@answers(CallStarted, rank=50)
def greet(question: CallStarted) -> Plan:
    """A row first of all, then the languages."""
    call = start_call(question.call_sid, number=question.number)
    return plans.menu(call, step="language")


@answers(StepAsked, rank=50)
def go_on(question: StepAsked) -> Plan | None:
    """What comes next on this line; None when the token is not ours."""
    matched = _STEP.fullmatch(question.step)
    found = _HEARD.get(matched[1]) if matched else None
    return found(question) if found else None


@answers(CaseOriginAsked, rank=10)
def contact_for_a_case(question: CaseOriginAsked) -> Contact | None:
    """A contact that this person wrote down, or leads, with its story; for others it does not exist."""
    try:
        intake = intake_for(question.person, question.origin)
    except Http404:
        return None
    return Contact(intake.language, intake if intake.story else None)


def _call(question: StepAsked) -> Call | None:
    return _CALLS.get(question.token)


def _language(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    if question.digits not in plans.LANGUAGES and question.step == "language":
        return plans.menu(call, step="language-again")
    choose_language(call, language=plans.LANGUAGES.get(question.digits, ""))
    return plans.needs(call, step="need")


def _need(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    if question.digits not in NEEDS and question.step == "need":
        return plans.needs(call, step="need-again")
    join_line(call, need=NEEDS.get(question.digits, ""))
    return _where_it_stands(call)


def _where_it_stands(call: Call) -> Plan:
    """Whatever happened meanwhile: the line goes on in the room, or it is over."""
    return plans.over(call.token) if call.state == CallState.ENDED else plans.wait(call)


def _queue(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    now = clock.now()
    change(Call, {"pk": call.pk}, heard_at=now)
    waited = int((now - (call.waiting_since or now)).total_seconds())
    return plans.queue(call, place=position_of(call), waited=waited)


def _offer(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    if call.state != CallState.DECIDING:
        return _where_it_stands(call)
    Call.objects.filter(pk=call.pk).update(heard_at=clock.now())
    return plans.offer(call, step=f"choice-{call.turn}")


def _choice(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    if (
        question.digits not in {"1", "2", "3"}
        and not question.step.endswith("-again")
        and call.state == CallState.DECIDING
    ):
        return plans.offer(call, step=f"{question.step}-again")
    if question.digits == "2" and leave_message(call):
        return plans.take_message(call, step=f"spoken-{call.turn}")
    if question.digits == "3" and call.number and call.state == CallState.DECIDING:
        texts = ask_for_text(call)
        call.refresh_from_db()
        if call.state == CallState.ENDED:
            return plans.goodbye(call, "text_coming" if texts else "message_taken")
    keep_waiting(call)
    return _where_it_stands(call)


def _spoken(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    finish_message(call)
    return plans.goodbye(call, "message_taken")


def _back(question: StepAsked) -> Plan | None:
    call = _call(question)
    if call is None:
        return None
    return plans.back(call) if call.state == CallState.WAITING else _where_it_stands(call)


def _join(question: StepAsked) -> Plan | None:
    call = _call(question)
    return _where_it_stands(call) if call else None


def _leg(question: StepAsked) -> Leg | None:
    return _LEGS.get(question.token)


def _leg_answered(question: StepAsked) -> Plan | None:
    leg = _leg(question)
    if leg is None:
        return None
    if leg.state < LegState.TALKING and not pick_up(leg, call_sid=question.call_sid):
        return plans.leg_told(leg)
    return plans.leg_offer(leg, step="key") if leg.state < LegState.TALKING else _leg_stands(leg)


def _leg_stands(leg: Leg) -> Plan:
    return plans.leg_joins(leg) if leg.state == LegState.TALKING else plans.leg_told(leg)


def _leg_key(question: StepAsked) -> Plan | None:
    leg = _leg(question)
    if leg is None:
        return None
    if leg.state >= LegState.TALKING:
        return _leg_stands(leg)
    if question.digits == "1":
        return _leg_takes(leg)
    if question.digits not in {"", "2"} and question.step == "key":
        return plans.leg_offer(leg, step="key-again")
    passed = question.digits == "2"
    end_leg(leg, end=LegEnd.PASSED if passed else LegEnd.SILENT)
    leg.refresh_from_db()
    return plans.leg_told(leg) if passed else plans.over(leg.token)


def _leg_takes(leg: Leg) -> Plan:
    try:
        claim_call(leg, by=leg.person)
    except CallAlreadyClaimed:
        gone = Call.objects.get(pk=leg.call_id).state == CallState.ENDED
        end_leg(leg, end=LegEnd.CALLER_LEFT if gone else LegEnd.LOST)
        leg.refresh_from_db()
        return _leg_stands(leg)
    return plans.leg_joins(leg)


def _leg_told(question: StepAsked) -> Plan | None:
    leg = _leg(question)
    return _leg_stands(leg) if leg else None


def _speaks(attempt: CallBackAttempt) -> str:
    return attempt.by.language if attempt.by and attempt.by.language in ("en", "es", "pt-BR", "ht") else "en"


def _ours(question: StepAsked) -> Plan | None:
    attempt = attempt_of(question.token)
    if attempt is None:
        return None
    if attempt.ended_at is not None:
        return plans.over(question.token)
    if question.step == "ours":
        return plans.ours_offer(attempt, language=_speaks(attempt), step="ours-key")
    if question.digits != "1":
        end_attempt(attempt, ours_is_gone=True)
        return plans.over(question.token)
    ring_the_other(attempt, by=attempt.by)
    return plans.ours_waits(attempt)


def _ring(question: StepAsked) -> Plan | None:
    attempt = attempt_of(question.token)
    return plans.ringing(attempt) if attempt else None


def _nobody_there(question: StepAsked) -> Plan | None:
    attempt = attempt_of(question.token)
    return plans.nobody_there(attempt, language=_speaks(attempt)) if attempt else None


def _theirs(question: StepAsked) -> Plan | None:
    attempt = attempt_of(question.token)
    if attempt is None:
        return None
    if attempt.ended_at is not None:
        return plans.over(question.token)
    if question.step == "theirs":
        return plans.theirs_offer(attempt, step="theirs-key")
    if question.digits == "1" and reach_the_other(attempt):
        return plans.theirs_joins(attempt)
    return plans.over(question.token)


_HEARD: dict[str, Callable[[StepAsked], Plan | None]] = {
    "language": _language, "language-again": _language, "need": _need, "need-again": _need, "queue": _queue,
    "offer": _offer, "choice": _choice, "spoken": _spoken, "back": _back, "join": _join,
    "leg": _leg_answered, "key": _leg_key, "key-again": _leg_key, "told": _leg_told,
    "ours": _ours, "ours-key": _ours, "ring": _ring, "nobody-there": _nobody_there, "theirs": _theirs, "theirs-key": _theirs,
}  # fmt: skip


@answers(StoryAsked, rank=40)
def page_of_story(question: StoryAsked) -> str | None:
    """The page with the story of an intake, when it has one."""
    has_one = Intake.objects.filter(origin=question.origin).exclude(story=None).exists()
    return reverse("hotline:intake_story", args=[question.origin]) if has_one else None


@answers(TextReceived, rank=50)
def read_text(question: TextReceived) -> str:
    """Whoever writes and was not asked anything reaches a person."""
    take_text(question.message, said=question.said, why=CallBackWhy.TEXTED)
    return NAME
