"""The house's call plan as the carrier's markup. Every text is escaped by the library; nothing here records a conversation."""

import re

from django.conf import settings
from twilio.twiml.voice_response import Dial, VoiceResponse
from twilio.twiml.voice_response import Gather as GatherVerb

from amparo.messaging.channels.twilio_compat.client import callback
from amparo.messaging.prompts import ALWAYS_SPOKEN, VOICES, WITHOUT_VOICE, recordings, words_of
from amparo.messaging.voice import (
    Gather,
    GoTo,
    Hangup,
    JoinRoom,
    Pause,
    Plan,
    Reject,
    Say,
    Step,
    TakeMessage,
    WaitInRoom,
)

_SILENT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML document may hold


def render(plan: Plan) -> str:
    """The markup document of a plan."""
    response = VoiceResponse()
    recorded = recordings()
    for step in plan.steps:
        _append(response, step, plan.token, recorded)
    return str(response)


def _append(response: VoiceResponse, step: Step, token: str, recorded: set[tuple[str, str]]) -> None:
    match step:
        case Say() | Pause():
            _speak(response, step, recorded)
        case Gather():
            gather = response.gather(
                num_digits=step.digits, timeout=step.timeout, action=_step_url(token, step.step), method="POST",
                action_on_empty_result=True, input="dtmf",
            )  # fmt: skip
            for each in step.says:
                _speak(gather, each, recorded)
        case WaitInRoom():
            _conference(response, step.room, starts=False, ends=True, wait_url=_wait_url(token, step.wait))
        case JoinRoom():
            _conference(response, step.room, starts=True, ends=False, wait_url=None)
        case TakeMessage():
            response.record(  # a message the caller leaves, after they were told; never a conversation
                max_length=step.max_seconds, play_beep=True, finish_on_key="#", action=_step_url(token, step.step),
                method="POST", recording_status_callback=callback(f"voice/message/{token}/"),
            )  # fmt: skip
        case GoTo():
            response.redirect(_step_url(token, step.step), method="POST")
        case Hangup():
            response.hangup()
        case Reject():
            response.reject(reason="busy")


def _step_url(token: str, step: str) -> str:
    return callback(f"voice/step/{token}/{step}/")


def _wait_url(token: str, wait: str) -> str:
    return callback(f"voice/wait/{token}/{wait}/")


def _speak(verb: VoiceResponse | GatherVerb, step: Say | Pause, recorded: set[tuple[str, str]]) -> None:
    if isinstance(step, Pause):
        verb.pause(length=step.seconds)
        return
    if step.prompt not in ALWAYS_SPOKEN and (step.prompt, step.language) in recorded:
        verb.play(callback(f"voice/prompt/{step.prompt}.{step.language}.wav"))
        return
    if step.language in WITHOUT_VOICE:
        verb.play(callback(f"voice/prompt/{step.prompt}.{step.language}.wav"))
    words = words_of(step.prompt, step.language, {"network": settings.NETWORK_NAME, **step.values})
    verb.say(_SILENT.sub("", words), language=VOICES.get(step.language, "en-US"))


def _conference(response: VoiceResponse, room: str, *, starts: bool, ends: bool, wait_url: str | None) -> None:
    dial = Dial()
    dial.conference(
        room, start_conference_on_enter=starts, end_conference_on_exit=ends, beep=False, wait_url=wait_url or "",
        wait_method="POST", status_callback=callback("voice/room/"), status_callback_event="join leave",
        status_callback_method="POST",
    )  # fmt: skip
    response.append(dial)
