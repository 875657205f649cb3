"""The carrier's callbacks: signature first, then one question or one piece of news for the house, answered at once."""

import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_GET

from amparo.core import clock
from amparo.core.events import announce, ask
from amparo.core.often import prepared
from amparo.messaging import prompts
from amparo.messaging.arriving import NothingTakesIt, receive
from amparo.messaging.carrier_news import note_leg, note_state
from amparo.messaging.channels.twilio_compat.markup import render
from amparo.messaging.channels.twilio_compat.signatures import signed
from amparo.messaging.models import Prompt, ProviderEvent
from amparo.messaging.voice import (
    CallerLeft,
    CallStarted,
    JoinedRoom,
    LeftRoom,
    LegChanged,
    MessageTaken,
    Plan,
    StepAsked,
)

log = logging.getLogger(__name__)
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FALLBACK = (settings.PACKAGE / "messaging" / "fallback.xml").read_text(encoding="utf-8")
LEG_STATES = {"queued": "initiated", "in-progress": "answered"}
KNOWN_LEG_STATES = {"initiated", "ringing", "answered", "completed", "busy", "no-answer", "failed", "canceled"}
_SID = re.compile(r"[A-Za-z0-9]{8,40}")
_CODE = re.compile(r"[A-Za-z0-9-]{1,12}")
_COPY = re.compile(r"[A-Za-z0-9-]{1,40}")
_ROOM = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
# How carriers spell "the caller hides the number".
HIDDEN = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"}

_EVENTS = ProviderEvent._meta.db_table
_NOTE = f"INSERT INTO {_EVENTS} (id, answer, created_at) VALUES (%s, '', %s) ON CONFLICT DO NOTHING"  # noqa: S608  our own
_KEEP = f"UPDATE {_EVENTS} SET answer = %s WHERE id = %s"  # noqa: S608
_KEPT = f"SELECT answer FROM {_EVENTS} WHERE id = %s"  # noqa: S608

Webhook = Callable[..., HttpResponse]


def _number(raw: str) -> str | None:
    """The number in E.164, or None when it is hidden or none at all. Foreign numbers and landlines are as good as any."""
    raw = raw.strip()
    return raw if _NUMBER.fullmatch(raw) and raw not in HIDDEN else None


def _is_whole(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) < 5


def _xml(markup: str) -> HttpResponse:
    return HttpResponse(markup, content_type="text/xml")


def named(*keys: str) -> Callable[[Webhook], Webhook]:
    """The form must carry these ids of the carrier, well formed; else 400 and nothing is stored."""

    def wrap(webhook: Webhook) -> Webhook:
        @wraps(webhook)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any(not _SID.fullmatch(request.POST.get(key, "")) for key in keys):
                return HttpResponseBadRequest()
            return webhook(request, *args, **kwargs)

        return checked

    return wrap


def never_silent(webhook: Webhook) -> Webhook:
    """A call is never answered with an error: whatever breaks, the caller hears the static words."""

    @wraps(webhook)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return webhook(request, *args, **kwargs)
        except Exception as failure:
            log.error("voice webhook: %s", type(failure).__name__, exc_info=settings.MODE == "test")
            return _xml(FALLBACK)

    return spoken


@transaction.atomic
def _once(event: str, make: Callable[[], str]) -> str:
    """The answer to this event: made once, and the same for every copy. A copy waits until the first is answered."""
    with prepared() as cursor:
        cursor.execute(_NOTE, [event, clock.now()])
        if cursor.rowcount != 1:
            cursor.execute(_KEPT, [event])
            return str(cursor.fetchone()[0])
    answer = make()
    if answer:
        with prepared() as cursor:
            cursor.execute(_KEEP, [answer, event])
    return answer


def _planned(question: object) -> str:
    plan = ask(question)
    return render(plan) if isinstance(plan, Plan) else FALLBACK


def _told(news: object) -> Callable[[], str]:
    def tell() -> str:
        announce(news)
        return ""

    return tell


@signed
@never_silent
@named("CallSid")
def call_started(request: HttpRequest) -> HttpResponse:
    """Somebody calls the hotline."""
    sid, to = request.POST["CallSid"], request.POST.get("To", "")
    question = CallStarted(sid, _number(request.POST.get("From", "")), _number(to) or "")
    return _xml(_once(f"call:{sid}", lambda: _planned(question)))


@signed
@never_silent
@named("CallSid")
def call_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """A call asks what comes next, with the keys that were pressed.

    A copy has the same mark of the carrier; where a carrier gives none, the same keys at the same step are a copy.
    """
    sid = request.POST["CallSid"]
    digits = "".join(key for key in request.POST.get("Digits", "") if key in "0123456789*#")[:8]
    copy = _COPY.fullmatch(request.headers.get("I-Twilio-Idempotency-Token", ""))
    question = StepAsked(token, step, sid, digits)
    return _xml(_once(f"step:{token}:{step}:{sid}:{digits}:{copy[0] if copy else ''}", lambda: _planned(question)))


@signed
@never_silent
@named("CallSid")
def call_wait(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Somebody waits in a conference: what to say this time round."""
    return _xml(_planned(StepAsked(token, step, request.POST["CallSid"])))


@signed
@named("CallSid")
def call_ended(request: HttpRequest) -> HttpResponse:
    """A caller's line ended."""
    sid = request.POST["CallSid"]
    if request.POST.get("CallStatus", "completed") in {"completed", "canceled", "failed", "busy", "no-answer"}:
        _once(f"ended:{sid}", _told(CallerLeft(sid)))
    return HttpResponse(status=204)


@signed
@named("CallSid")
def leg_changed(request: HttpRequest, token: str) -> HttpResponse:
    """A line we ring moved on."""
    sid, said = request.POST["CallSid"], request.POST.get("CallStatus", "")
    status = LEG_STATES.get(said, said)
    if status in KNOWN_LEG_STATES:
        _once(f"leg:{token}:{sid}:{status}", lambda: _leg_told(token, sid, status))
    return HttpResponse(status=204)


def _leg_told(token: str, sid: str, status: str) -> str:
    """The order moves first: the rooms above look at it. Whoever ends calls touches only orders that still wait, never this."""
    ring = note_leg(token, sid=sid, status=status)
    announce(LegChanged(token, sid, status, step=ring.step if ring else ""))  # type: ignore[arg-type]
    return ""


@signed
@named("ConferenceSid")
def room_changed(request: HttpRequest) -> HttpResponse:
    """Somebody came into a conference or left it."""
    said, room, sid = (request.POST.get(key, "") for key in ("StatusCallbackEvent", "FriendlyName", "CallSid"))
    conference, number = request.POST["ConferenceSid"], request.POST.get("SequenceNumber", "")[:8]
    news: object | None = None
    if said == "participant-join":
        news = JoinedRoom(room, sid, conference)
    elif said == "participant-leave":
        news = LeftRoom(room, sid)
    if news is not None and _SID.fullmatch(sid) and _ROOM.fullmatch(room) and (number == "" or _is_whole(number)):
        _once(f"room:{conference}:{said}:{sid}:{number}", _told(news))
    return HttpResponse(status=204)


@signed
@named("RecordingSid")
def message_taken(request: HttpRequest, token: str) -> HttpResponse:
    """A spoken message is ready at the carrier."""
    sid, seconds = request.POST["RecordingSid"], request.POST.get("RecordingDuration", "0")
    _once(f"message:{sid}", _told(MessageTaken(token, sid, int(seconds) if _is_whole(seconds) else 0)))
    return HttpResponse(status=204)


@signed
def call_fallback(_request: HttpRequest) -> HttpResponse:
    """What a caller hears when nothing else works; needs no database."""
    return _xml(FALLBACK)


@signed
@named("MessageSid")
def text_received(request: HttpRequest) -> HttpResponse:
    """Somebody texts us. 503 only when neither the database nor the disk takes it: then the carrier tells it again."""
    try:
        receive(
            request.POST["MessageSid"], sender=_number(request.POST.get("From", "")), body=request.POST.get("Body", ""),
            answered=bool(request.POST.get("OptOutType")),
        )  # fmt: skip
    except NothingTakesIt:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    return _xml(EMPTY)


@signed
@named("MessageSid")
def text_state(request: HttpRequest, reference: str) -> HttpResponse:
    """A text of ours moved on."""
    code = request.POST.get("ErrorCode", "")
    code = code if _CODE.fullmatch(code) else ""
    note_state(reference, sid=request.POST["MessageSid"], status=request.POST.get("MessageStatus", ""), code=code)
    return HttpResponse(status=204)


@require_GET
@login_not_required
def prompt(_request: HttpRequest, slot: str, language: str) -> HttpResponse:
    """A recorded sentence of the hotline, or the placeholder tone. Public: the carrier fetches it to play it."""
    if slot not in prompts.PROMPTS or language not in settings.SPOKEN_LANGUAGES:
        raise Http404
    recorded = Prompt.objects.filter(slot=slot, language=language).first()
    audio, kind = (bytes(recorded.audio), recorded.kind) if recorded else (prompts.placeholder(), "audio/wav")
    return HttpResponse(audio, content_type=kind, headers={"Cache-Control": "public, max-age=300"})
