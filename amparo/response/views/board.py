from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core.doors import shown_while_locked
from amparo.core.htmx import asks_for_part, render_page
from amparo.governance.access import needs
from amparo.messaging.selectors import carrier_trouble
from amparo.people.access import person_of
from amparo.response.access import WATCHERS, alarm_for, may_send, may_verify
from amparo.response.actions.activations import take_alarm
from amparo.response.forms import SAID
from amparo.response.selectors.boards import cards, open_alarms, past_reports, still_out, unread_answers
from amparo.response.selectors.maps import town_map
from amparo.response.selectors.watch import standing_still

PARTS = ("board-house", "board-news", "board-map", "board-cards")


@shown_while_locked
@require_safe
@needs(*WATCHERS)
def board(request: HttpRequest) -> HttpResponse:
    """What goes on now: alarms, unread answers, reports and activations, who is still out, the towns."""
    wanted = request.headers.get("HX-Target", "")
    part = wanted if wanted in PARTS and asks_for_part(request) else None
    context: dict[str, Any] = {"may_send": may_send(request.user), "may_verify": may_verify(request.user)}
    if part in (None, "board-news"):
        context |= _news()
    if part in (None, "board-house"):
        context |= {"trouble": carrier_trouble(), "still": standing_still()}
    if part in (None, "board-cards", "board-map"):
        shown = cards()
        context |= {"cards": shown, "said": SAID}
    if part in (None, "board-map"):
        context |= {"map": town_map(shown), "out": still_out()}
    return render_page(request, "response/board.html", context, partial=part)


def _news() -> dict[str, Any]:
    return {"alarms": open_alarms(), "unread": unread_answers(), "said": SAID}


@require_safe
@needs(*WATCHERS)
def past(request: HttpRequest) -> HttpResponse:
    """Reports that are over."""
    return render_page(request, "response/past.html", {"reports": past_reports()})


@require_POST
@needs(*WATCHERS)
def alarm_taking(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """ "I have it": the first who presses has it."""
    alarm = alarm_for(request.user, public_id)
    if take_alarm(alarm, by=person_of(request.user)):
        messages.success(request, _("You have it. Please look after it until it is settled."))
    else:
        messages.info(request, _("Somebody else has it already."))
    if alarm.activation_id:
        return redirect("response:activation", alarm.activation_id)
    return redirect("response:board")
