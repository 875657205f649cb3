"""What callers and responders hear, step by step. Nothing here reads or writes rows."""

from amparo.hotline.enums import LegEnd
from amparo.hotline.models import Call, CallBackAttempt, Leg
from amparo.messaging.prompts import NEEDS, SPOKEN
from amparo.messaging.voice import Gather, Hangup, JoinRoom, Pause, Plan, Say, TakeMessage, WaitInRoom

LANGUAGES = {"1": "en", "2": "es", "3": "pt-BR", "4": "ht", "0": ""}
BOTH = ("en", "es")  # what is said to callers whose language we do not know
WAIT = "queue"
RIGHTS_FOR, RIGHTS_EVERY = 18, 100


def _says(language: str, prompt: str, **values: str) -> tuple[Say, ...]:
    return tuple(Say(prompt, spoken, values) for spoken in ([language] if language else BOTH))


def menu(call: Call, *, step: str) -> Plan:
    """Which language? Each is named in itself."""
    says = (
        *(Say("greeting", code) for code in LANGUAGES.values() if code),
        *(Say("interpreter", code) for code in BOTH),
    )
    return Plan(call.token, (Gather(says, step=step), Hangup()))


def needs(call: Call, *, step: str) -> Plan:
    """What is it about?"""
    return Plan(call.token, (Gather(_says(call.language, "need"), step=step), Hangup()))


def wait(call: Call) -> Plan:
    """Into the room in which the caller waits until somebody comes."""
    return Plan(call.token, (WaitInRoom(call.token, WAIT),))


def back(call: Call) -> Plan:
    """The responder's line was cut: the caller is first now."""
    return Plan(call.token, (*_says(call.language, "back"), WaitInRoom(call.token, WAIT)))


def queue(call: Call, *, place: int, waited: int) -> Plan:
    """One round of waiting, of about twenty seconds: rights at first and now and then, the place in line always."""
    rights = waited % RIGHTS_EVERY < RIGHTS_FOR
    where = _says(call.language, "next") if place == 1 else _says(call.language, "position", place=str(place))
    first = _says(call.language, "waiting") if rights else ()
    return Plan(call.token, (*first, *where, Pause(5 if rights else 15)))


def offer(call: Call, *, step: str) -> Plan:
    """Nobody could answer: wait, a message, a text. Whoever hides the number is not offered a text."""
    says = _says(call.language, "nobody" if call.index else "nobody_hidden")
    return Plan(call.token, (Gather((*says, Pause(2), *says), step=step, timeout=6), WaitInRoom(call.token, WAIT)))


def take_message(call: Call, *, step: str) -> Plan:
    """Announced, then the tone. It is the only step of the house that keeps a sound."""
    return Plan(call.token, (*_says(call.language, "leave_message"), TakeMessage(step=step), Hangup()))


def goodbye(call: Call, prompt: str) -> Plan:
    """The last words to a caller."""
    return Plan(call.token, (*_says(call.language, prompt), *_says(call.language, "goodbye"), Hangup()))


def over(token: str) -> Plan:
    """Nothing more to say."""
    return Plan(token, (Hangup(),))


def leg_offer(leg: Leg, *, step: str) -> Plan:
    """Language and need of the caller, 1 to take it: said twice, in the responder's language. A machine presses nothing."""
    say = Say("offer", leg.language, _about(leg.language, leg.call.language, leg.call.need))
    return Plan(leg.token, (Gather((say, Pause(2), say), step=step, timeout=8), Hangup()))


def _about(reader: str, spoken: str, need: str) -> dict[str, str]:
    names = SPOKEN.get(reader, SPOKEN["en"])
    return {"spoken": names.get(spoken, names[""]), "need": NEEDS.get(reader, NEEDS["en"])[need or "other"]}


def leg_joins(leg: Leg) -> Plan:
    """The winner comes into the caller's room."""
    return Plan(leg.token, (Say("connecting", leg.language), JoinRoom(leg.call.token)))


def leg_told(leg: Leg) -> Plan:
    """Why there is nothing to take any more, with thanks."""
    prompts = {LegEnd.CALLER_LEFT: "caller_gone", LegEnd.PASSED: "passed"}
    prompt = prompts.get(LegEnd(leg.end), "taken") if leg.end else "taken"
    return Plan(leg.token, (Say(prompt, leg.language), Hangup()))


def ours_offer(attempt: CallBackAttempt, *, language: str, step: str) -> Plan:
    """The responder's own phone rings for a call-back: 1 calls the other."""
    item = attempt.call_back
    say = Say("ring_back", language, _about(language, item.language, item.need))
    return Plan(attempt.token, (Gather((say, Pause(2), say), step=step, timeout=8), Hangup()))


def ours_waits(attempt: CallBackAttempt) -> Plan:
    """The responder waits in the room for the other; when the responder leaves, it closes."""
    return Plan(attempt.token, (WaitInRoom(attempt.token, "ring"),))


def ringing(attempt: CallBackAttempt) -> Plan:
    """While the other's phone rings."""
    return Plan(attempt.token, (Pause(10),))


def nobody_there(attempt: CallBackAttempt, *, language: str) -> Plan:
    """The other did not answer."""
    return Plan(attempt.token, (Say("nobody_there", language), Hangup()))


def theirs_offer(attempt: CallBackAttempt, *, step: str) -> Plan:
    """Who is called back hears who calls, and nothing that names anybody: a machine may be listening."""
    say = _says(attempt.call_back.language, "calling_back")
    return Plan(attempt.theirs, (Gather((*say, Pause(2), *say), step=step, timeout=8), Hangup()))


def theirs_joins(attempt: CallBackAttempt) -> Plan:
    """They come into the room and talk."""
    return Plan(attempt.theirs, (JoinRoom(attempt.token),))
