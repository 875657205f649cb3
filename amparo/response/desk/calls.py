"""What somebody of an activation hears on a call, and what their keys mean. A machine presses nothing: that is no answer."""

from collections.abc import Callable

from amparo.core.board import publish
from amparo.core.events import answers, reacts_to
from amparo.messaging.carrier_news import note_leg
from amparo.messaging.enums import CallWish, State
from amparo.messaging.events import CallOrderFailed, MessageStateChanged
from amparo.messaging.models import CallOrder
from amparo.messaging.prompts import PROMPTS
from amparo.messaging.voice import Gather, Hangup, LegChanged, Pause, Plan, Say, StepAsked
from amparo.people.ways import ways_of
from amparo.replies.engine import Got, Reply
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.failures import note_failure
from amparo.response.actions.places import see_place
from amparo.response.enums import ANSWERABLE, OUT, AskState, CallKind, Purpose
from amparo.response.models import Ask, AskCall
from amparo.response.selectors.boards import is_over

NOT_PICKED_UP = ("busy", "no-answer", "failed")
WORDS = {
    CallKind.OVER: "tell_over", CallKind.STAND_DOWN: "tell_stand_down", CallKind.FALSE_ALARM: "tell_false_alarm",
    CallKind.CORRECTION: "tell_correction", CallKind.COVERED: "ask_enough",
}  # fmt: skip
CHECKED = {"1": (Got.GOING, "ask_noted"), "4": (Got.HELP, "check_help"), "5": (Got.HOME_SAFE, "check_home")}


@answers(StepAsked, rank=10)
def speak_to_asked(question: StepAsked) -> Plan | None:
    """What the person of this call hears now; None when the call is not ours."""
    if question.step not in _OURS:
        return None
    call = _call(question.token)
    if call is None:
        return None
    note_leg(question.token, sid=question.call_sid, status="answered")
    return _STEPS.get(question.step, _hear_news)(call, question)


def _call(token: str) -> AskCall | None:
    rows = AskCall.objects.select_related("ask__activation__report", "ask__activation__ending", "ask__person")
    return rows.filter(token=token).first()


def _tongue(ask: Ask) -> str:
    return ask.person.language if ask.person.language in PROMPTS["ask"] else "en"


def _say(call: AskCall, prompt: str, **values: str) -> Say:
    return Say(prompt, _tongue(call.ask), {"area": call.ask.activation.report.town, **values})


def _last(call: AskCall, prompt: str) -> Plan:
    return Plan(call.token, (_say(call, prompt), Hangup()))


def _twice(call: AskCall, say: Say, step: str) -> Plan:
    return Plan(call.token, (Gather((say, Pause(2), say), step=step, timeout=8), Hangup()))


def _ask(call: AskCall, question: StepAsked) -> Plan:
    ask = call.ask
    if is_over(ask.activation) or ask.state == AskState.COVERED:
        return _stand(call, ask)
    if ask.state not in ANSWERABLE:
        return _last(call, "ask_noted")
    prompt = "ask_look" if ask.activation.purpose == Purpose.VERIFY else "ask"
    return _twice(call, _say(call, prompt), "ask-key" if question.step == "ask" else "ask-again")


def _ask_key(call: AskCall, question: StepAsked) -> Plan:
    """1 goes, 2 cannot; another key is asked once more; no key is no answer."""
    said = {"1": Got.GOING, "2": Got.CANNOT}.get(question.digits)
    if said is None:
        again = bool(question.digits) and question.step == "ask-key"
        return _ask(call, question) if again else Plan(call.token, (Hangup(),))
    return _stand(call, record_answer(call.ask, heard=Heard(Reply(said), origin=call.order), by=None))


def _stand(call: AskCall, ask: Ask) -> Plan:
    """Where somebody stands after they pressed, in words. The place comes by text; who takes no texts hears the street."""
    if is_over(ask.activation):
        return _last(call, "ask_over")
    if ask.state == AskState.COVERED:
        return _last(call, "ask_enough")
    if ask.state not in OUT:
        return _last(call, "passed")
    if ways_of([ask.person_id])[ask.person_id].text is not None:
        return _last(call, "ask_text")
    report = call.ask.activation.report
    street = ", ".join(part for part in (report.area, report.town) if part)
    return _twice(call, _say(call, "ask_place", place=street), "ask-place")


def _place(call: AskCall, question: StepAsked) -> Plan:
    """The exact place is said to who goes and presses 1 for it, again and again; each time is written down."""
    if question.digits != "1":
        return _last(call, "goodbye")
    shown = see_place(call.ask, by=call.ask.person)
    if shown is None:
        return _last(call, "ask_over")
    town = call.ask.activation.report.town
    exact = shown.exact or shown.area
    step = "ask-place-b" if question.step == "ask-place" else "ask-place"  # a key again is told from a copy by its step
    return _twice(call, _say(call, "ask_exact", place=", ".join(part for part in (exact, town) if part)), step)


def _check_in(call: AskCall, _question: StepAsked) -> Plan:
    if call.ask.state not in OUT:
        return _last(call, "ask_noted")
    return _twice(call, _say(call, "check_in"), "check-key")


def _check_key(call: AskCall, question: StepAsked) -> Plan:
    got, prompt = CHECKED.get(question.digits, (None, "goodbye"))
    if got is not None:
        record_answer(call.ask, heard=Heard(Reply(got), origin=call.order), by=None)
    return _last(call, prompt)


def _hear_news(call: AskCall, _question: StepAsked) -> Plan:
    """What those who were told hear in the end, twice; who is out can say by 5 that they are home."""
    say = _say(call, WORDS.get(CallKind(call.kind), "ask_over"))
    if call.ask.state in OUT:
        return _twice(call, say, "home-key")
    return Plan(call.token, (say, Pause(2), say, Hangup()))


def _home_key(call: AskCall, question: StepAsked) -> Plan:
    return _check_key(call, question) if question.digits == "5" else _last(call, "goodbye")


_STEPS: dict[str, Callable[[AskCall, StepAsked], Plan]] = {
    "ask": _ask, "ask-key": _ask_key, "ask-again": _ask_key, "ask-place": _place, "ask-place-b": _place,
    "check_in": _check_in, "check-key": _check_key, "home-key": _home_key,
}  # fmt: skip


_OURS = {*_STEPS, *CallKind.values}  # every step that a call of ours may ask; most calls are the hotline's


@reacts_to(LegChanged)
def follow_call(news: LegChanged) -> None:
    """A phone of ours rings, is picked up, or nobody comes: then the person's next way, or somebody else."""
    if news.step and news.step not in _OURS:
        return
    call = AskCall.objects.select_related("ask").filter(token=news.token).first()
    if call is None:
        return
    publish("activation", call.ask.activation_id)
    if news.status in NOT_PICKED_UP:
        _give_up(call)


@reacts_to(CallOrderFailed)
def hear_refusal(news: CallOrderFailed) -> None:
    """The carrier did not ring somebody at all."""
    call = AskCall.objects.select_related("ask").filter(token=news.token).first() if news.step == CallKind.ASK else None
    if call is not None:
        _give_up(call)


def _give_up(call: AskCall) -> None:
    """Nobody picked up. A call that we ended ourselves says nothing about the phone."""
    ended = CallOrder.objects.filter(token=call.token, wish=CallWish.END).exists()
    if call.kind == CallKind.ASK and not ended:
        note_failure(call.ask)


@reacts_to(MessageStateChanged)
def hear_of_text(news: MessageStateChanged) -> None:
    """A text that asks was not taken by the phone."""
    if news.message.state == State.DELIVERED:
        return
    ask = Ask.objects.filter(message=news.message.pk).first()
    if ask is not None:
        note_failure(ask)
