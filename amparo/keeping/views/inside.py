from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core import clock
from amparo.core.doors import fresh, needs, powers_of
from amparo.core.htmx import render_page
from amparo.keeping.actions.clock import note_clock
from amparo.keeping.actions.holds import hold_back, let_go
from amparo.keeping.demand import NothingToAskAbout, answer_demand
from amparo.keeping.errors import HeldAlready, NoSuchThing
from amparo.keeping.forms import DemandForm, HoldForm
from amparo.keeping.models import ClockSeen, Epoch
from amparo.keeping.selectors.holds import holds
from amparo.keeping.selectors.removed import removed_lately
from amparo.vault.models import Hold

RUN, READ, HOLD = "house.run", "audit.read", "records.hold"


@require_safe
@needs(RUN, READ, HOLD)
def overview(request: HttpRequest) -> HttpResponse:
    """How many things were removed, whether the clock is believed, and what is held."""
    powers = powers_of(request)
    context: dict[str, Any] = {
        "clock": ClockSeen.objects.filter(name="removal").first(), "now": clock.now(), "lines": removed_lately(),
        "held": holds(), "may_hold": HOLD in powers, "may_confirm": RUN in powers,
        "destroyed": Epoch.objects.exclude(destroyed_at=None).order_by("-week").first(),
    }  # fmt: skip
    return render_page(request, "keeping/overview.html", context)


@require_POST
@needs(RUN)
def clock_confirmation(request: HttpRequest) -> HttpResponse:
    """Somebody looked: the clock is right, and what is over may be removed."""
    note_clock(clock.now(), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Thank you. What is over is removed within the hour."))
    return HttpResponseRedirect(reverse("keeping:overview"))


@require_http_methods(["GET", "POST"])
@needs(HOLD)
def hold_new(request: HttpRequest) -> HttpResponse:
    """Keep one thing from being removed."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            hold_back(given["kind"], thing=given["thing"], reason=given["reason"], by=request.user)
            messages.success(request, _("It is held, with all that belongs to it."))
            return HttpResponseRedirect(reverse("keeping:overview"))
        except NoSuchThing:
            form.add_error("thing", _("There is nothing of this kind with this number."))
        except HeldAlready:
            form.add_error("thing", _("It is held already."))
    return render_page(request, "keeping/hold_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@needs(HOLD)
@fresh
def hold_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let one thing go."""
    hold = Hold.objects.filter(pk=public_id).first()
    if hold is None:
        raise Http404
    let_go(hold, by=request.user)
    messages.success(request, _("It is let go. It is removed when its time has passed."))
    return HttpResponseRedirect(reverse("keeping:overview"))


@require_http_methods(["GET", "POST"])
@needs(HOLD)
def demand(request: HttpRequest) -> HttpResponse:
    """What a data demand would reach: counts, never a value. What is asked is sent, never in an address, and not kept."""
    form, found = DemandForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            found = answer_demand(form.cleaned_data["about"], by=request.user)  # type: ignore[arg-type]
        except NothingToAskAbout:
            form.add_error("about", _("Give a telephone number with its area code, a sign-in name, or an id."))
    status = 422 if form.errors else 200
    return render_page(request, "keeping/demand.html", {"form": form, "found": found}, status=status)
