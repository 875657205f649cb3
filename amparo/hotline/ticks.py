"""What happens by itself on the hotline. Every tick finds its due rows; a restart loses nothing, two workers do nothing twice."""

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Q

from amparo.core import clock
from amparo.core.ticker import every, runs_on
from amparo.hotline.actions.call_backs import end_attempt, tell_leads_of_late
from amparo.hotline.actions.calls import caller_left, offer_something_else
from amparo.hotline.actions.gaps import tell_of_gap
from amparo.hotline.actions.messages import keep_message, note_deleted_there
from amparo.hotline.actions.ringing import end_stuck_leg, ring_wave
from amparo.hotline.enums import CLAIMABLE, CallState, LegState
from amparo.hotline.models import Call, CallBackAttempt, Leg, SpokenMessage
from amparo.hotline.selectors.call_backs import late_call_backs
from amparo.hotline.selectors.legs import crew_at
from amparo.hotline.selectors.queue import line_gaps, waiting_calls
from amparo.messaging.channels.twilio_compat.client import delete_recording, fetch_recording
from amparo.messaging.errors import CarrierUnavailable, RecordingGone

STUCK_RINGING, STUCK_LISTENING = timedelta(seconds=75), timedelta(seconds=150)
NOT_HEARD = timedelta(minutes=3)
LONGEST_MENU, LONGEST_TALK = timedelta(minutes=10), timedelta(hours=6)
CREW_SECONDS = 0.3  # so long who may be rung is not asked again while one tick looks at many calls
FETCH_SECONDS, FETCH_DAYS = 2.0, 7


@every(seconds=1)
def ring_waves() -> None:
    """Ring the next people for each caller who waits, the most pressing caller first.

    While every phone is busy nobody's turn is used up: the first phone that is free again rings for who is first then.
    """
    crew, asked, waiting = None, 0.0, 0
    for call in waiting_calls().filter(next_wave_at__lte=clock.now())[:100]:
        if crew is None or time.monotonic() - asked > CREW_SECONDS:
            crew, waiting, asked = crew_at(clock.now()), waiting_calls().count(), time.monotonic()
        if crew.everybody_is_busy():
            break
        ring_wave(call, crew=crew, sharing=waiting)


@every(seconds=1)
def offer_something_else_in_time() -> None:
    """After a minute a waiting caller may choose to leave a message or get a text."""
    for call in Call.objects.filter(state=CallState.WAITING, decide_at__lte=clock.now())[:100]:
        offer_something_else(call)


@every(seconds=5)
def give_up_stuck_phones() -> None:
    """A phone of which the carrier told us no end is free again, and rings for the next caller."""
    now = clock.now()
    ringing = Q(state__lt=LegState.ANSWERED, created_at__lt=now - STUCK_RINGING)
    listening = Q(state=LegState.ANSWERED, created_at__lt=now - STUCK_LISTENING)
    for leg in Leg.objects.filter(ringing | listening).select_related("call")[:100]:
        end_stuck_leg(leg)


@every(seconds=15)
def let_lost_calls_go() -> None:
    """A caller of whom the carrier has not asked for minutes is gone: then the end was told while nobody listened."""
    now = clock.now()
    silent = Q(state__in=CLAIMABLE, heard_at__lt=now - NOT_HEARD)
    menu = Q(state__in=[CallState.CHOOSING, CallState.MESSAGE], created_at__lt=now - LONGEST_MENU)
    menu &= Q(heard_at=None) | Q(heard_at__lt=now - LONGEST_MENU)
    talk = Q(state=CallState.TALKING, claimed_at__lt=now - LONGEST_TALK)
    for call in Call.objects.filter(silent | menu | talk)[:100]:
        caller_left(call)
    for attempt in CallBackAttempt.objects.filter(ended_at=None, created_at__lt=now - timedelta(hours=2))[:100]:
        end_attempt(attempt, ours_is_gone=True)


@every(seconds=10)
def tell_of_late_call_backs() -> None:
    """Nobody waits to hear from us longer than we promised without the lead knowing."""
    late = list(late_call_backs()[:100])
    if late:
        tell_leads_of_late(late, link=f"{settings.PUBLIC_URL}/hotline/")


@every(seconds=60)
def tell_of_gaps() -> None:
    """The lead hears of hours in which the line would ring nobody, while they can still be filled."""
    for gap in line_gaps()[:20]:
        tell_of_gap(gap)


@runs_on
def fetch_spoken_messages(stop: threading.Event) -> None:
    """Bring spoken messages home and delete them at the carrier, again and again until both is done."""
    while not stop.wait(FETCH_SECONDS):
        close_old_connections()
        bring_home()


def bring_home() -> None:
    """One round over the messages that are not home, or not deleted at the carrier."""
    rows = SpokenMessage.objects.filter(created_at__gte=clock.ago(days=FETCH_DAYS))
    for message in rows.filter(fetched_at=None).order_by("created_at")[:20]:
        try:
            keep_message(message, audio=fetch_recording(message.recording_sid))
        except RecordingGone:
            keep_message(message, audio=None)
        except CarrierUnavailable:
            break  # asked again in the next round
    there = SpokenMessage.objects.exclude(fetched_at=None).filter(deleted_there_at=None)
    for message in there.order_by("created_at")[:20]:
        if delete_recording(message.recording_sid) and _is_gone(message.recording_sid):
            note_deleted_there(message)


def _is_gone(recording_sid: str) -> bool:
    """Whether the carrier really has nothing left: it is asked again."""
    try:
        fetch_recording(recording_sid)
    except RecordingGone:
        return True
    except CarrierUnavailable:
        return False
    return False
