from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.core.doors import shown_while_locked
from amparo.core.htmx import render_page
from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.hotline.access import call_for
from amparo.hotline.actions.calls import hang_up
from amparo.hotline.selectors.desk import desk_of, just_taken
from amparo.people.access import person_of


@shown_while_locked
@require_safe
@needs(Power.ANSWER, Power.LEAD_HOTLINE)
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of whoever answers. A call that was just taken opens its intake by itself."""
    person, part = person_of(request.user), request.GET.get("part", "now")
    if part == "watch":
        taken = just_taken(person, _known(request))
        target = {"HX-Redirect": reverse("hotline:intake", args=[taken.pk])} if taken else {}
        return HttpResponse(status=204, headers=target)
    context = {
        "desk": desk_of(person, page=request.GET.get("page", "1")),
        "me": person,
        "now": clock.now(),
        "paper": uuid4(),
    }
    return render_page(request, "hotline/desk.html", context, partial="now")


def _known(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("known", ""))
    except ValueError:
        return None


@require_POST
@needs(Power.ANSWER, Power.LEAD_HOTLINE)
def call_end(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hang up. Only whoever talks on a call ends it."""
    person = person_of(request.user)
    call = call_for(person, id)
    if call.claimed_by_id == person.pk and hang_up(call, by=person):
        messages.success(request, _("The call has ended."))
    else:
        messages.info(request, _("This call is over already, or somebody else has it."))
    return redirect("hotline:desk")
