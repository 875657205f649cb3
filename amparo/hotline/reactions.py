"""What the hotline does when something happened: on a line, on the rota, or to somebody who waits."""

from django.conf import settings

from amparo.core.events import reacts_to
from amparo.core.often import OneRow, prepared
from amparo.hotline.actions.call_backs import end_attempt, tell_people_on_shift
from amparo.hotline.actions.calls import caller_left, redirect_failed, responder_left
from amparo.hotline.actions.legs import end_leg, move_leg
from amparo.hotline.actions.messages import note_message
from amparo.hotline.actions.ringing import ring_all_waiting
from amparo.hotline.actions.texts import take_text
from amparo.hotline.enums import CallBackWhy, LegEnd, LegState
from amparo.hotline.events import CallBackNeeded
from amparo.hotline.models import Call, CallBackAttempt, Leg
from amparo.hotline.selectors.call_backs import attempt_of
from amparo.messaging.events import CallOrderFailed, HelpAsked
from amparo.messaging.models import CallOrder
from amparo.messaging.voice import CallerLeft, LeftRoom, LegChanged, MessageTaken
from amparo.people.selectors import people_by_index
from amparo.response.enums import OUT
from amparo.response.selectors.asks import asks_of
from amparo.rota.enums import Duty
from amparo.rota.events import DutyChanged

_CALLS = OneRow(Call, by="call_sid")
_LEGS = OneRow(Leg, by="token", names=["call"])
_TALKS = (
    f"SELECT leg.token FROM {Leg._meta.db_table} AS leg JOIN {Call._meta.db_table} AS call ON call.id = leg.call_id"  # noqa: S608
    " WHERE call.token = %s AND leg.call_sid = %s AND leg.state = %s"
)
GONE = {"404", "20404", "21220"}  # the carrier's words for "this call is over"


@reacts_to(DutyChanged)
def ring_whoever_came(event: DutyChanged) -> None:
    """Somebody came on duty: whoever waits is tried again at once."""
    if event.duty in (Duty.HOTLINE, Duty.BACKUP):
        ring_all_waiting(1)


@reacts_to(CallBackNeeded)
def tell_of_left_word(event: CallBackNeeded) -> None:
    """Who left a message or asked for a text was told that a person comes back to them: let people know."""
    if event.call_back.why in (CallBackWhy.MESSAGE, CallBackWhy.TEXT_ME):
        tell_people_on_shift(event.call_back, link=f"{settings.PUBLIC_URL}/hotline/")


@reacts_to(CallerLeft)
def hear_hang_up(news: CallerLeft) -> None:
    """A caller's line ended."""
    call = _CALLS.get(news.call_sid)
    if call is not None:
        caller_left(call)


@reacts_to(LegChanged)
def hear_leg(news: LegChanged) -> None:
    """A line that we ring moved on: a responder's, or one of a call-back."""
    leg = _LEGS.get(news.token) if news.step in {"leg", ""} else None
    if leg is not None:
        move_leg(leg, status=news.status, call_sid=news.call_sid)
        return
    if news.status in {"initiated", "ringing", "answered"}:
        return
    attempt = attempt_of(news.token)
    if attempt is not None:
        _end_attempt(attempt, news.token)


def _end_attempt(attempt: CallBackAttempt, token: str) -> None:
    ours = CallOrder.objects.filter(token=attempt.token, wish="ring").values_list("provider_sid", flat=True).first()
    end_attempt(attempt, ours_is_gone=token == attempt.token, ours_sid=ours or "")


@reacts_to(LeftRoom)
def hear_leaving(news: LeftRoom) -> None:
    """Somebody left a room: a responder's going sends the caller back to the front. A caller's end is told otherwise."""
    with prepared() as cursor:
        cursor.execute(_TALKS, [news.room, news.call_sid, int(LegState.TALKING)])
        found = cursor.fetchone()
    leg = _LEGS.get(found[0]) if found else None
    if leg is not None:
        responder_left(leg)


@reacts_to(MessageTaken)
def hear_message(news: MessageTaken) -> None:
    """A spoken message is at the carrier."""
    call = Call.objects.filter(token=news.token).first()
    if call is not None:
        note_message(call, recording_sid=news.recording_sid, seconds=news.seconds)


@reacts_to(CallOrderFailed)
def hear_refusal(news: CallOrderFailed) -> None:
    """The carrier did not ring, redirect or end a line: the others go on."""
    if news.step == "leg":
        leg = Leg.objects.select_related("call").filter(token=news.token).first()
        if leg is not None:
            end_leg(leg, end=LegEnd.FAILED)
    elif news.step in {"ours", "theirs"}:
        attempt = attempt_of(news.token)
        if attempt is not None:
            _end_attempt(attempt, news.token)
    elif news.step.split("-")[0] in {"offer", "back", "join"}:
        call = Call.objects.filter(token=news.token).first()
        if call is not None:
            redirect_failed(call, gone=news.code in GONE)


@reacts_to(HelpAsked)
def hear_help(event: HelpAsked) -> None:
    """HELP from somebody who is not out in a response: a person sees it as well."""
    if any(each.state in OUT for each in asks_of(people_by_index(event.message.index))):
        return
    take_text(event.message, said=event.said, why=CallBackWhy.HELP_WORD)
