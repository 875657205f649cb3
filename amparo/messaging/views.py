from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from amparo.core import clock
from amparo.core.doors import needs, shown_while_locked
from amparo.core.htmx import render_page
from amparo.messaging.enums import Lane
from amparo.messaging.selectors import carrier_trouble, count_opted_out, late_messages, outbox, waiting_counts

PAGE = 50
LOOK_AFTER = ("response.dispatch", "response.lead", "hotline.lead", "people.manage", "house.run")
SHOWN = ("queued", "sent", "delivered", "failed", "expired", "cancelled", "opted_out")


@shown_while_locked
@require_GET
@needs(*LOOK_AFTER)
def message_list(request: HttpRequest) -> HttpResponse:
    """The outbox: how many wait in each lane, what the carrier says, and the state of each text, never its words."""
    look = request.GET.get("state", "")
    look = look if look in SHOWN else ""
    page = Paginator(outbox(look), PAGE).get_page(request.GET.get("page"))
    waiting = waiting_counts()
    context: dict[str, Any] = {
        "page": page, "look": look, "looks": SHOWN, "trouble": carrier_trouble(), "opted_out": count_opted_out(),
        "lanes": [{"name": lane.label, "waiting": waiting.get(lane.value, 0)} for lane in Lane],
        "late": late_messages(clock.ago(seconds=60)).count(),
    }  # fmt: skip
    return render_page(request, "messaging/message_list.html", context, partial="outbox")
