from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.people.access import person_of
from amparo.rota.actions import clock_in, clock_out, take_break
from amparo.rota.enums import Duty
from amparo.rota.errors import NotEligible, NotOnTheRota

BREAKS = {"10": 10, "15": 15}


@require_POST
@needs(Power.ANSWER, Power.LEAD_HOTLINE)
def duty(request: HttpRequest) -> HttpResponse:
    """Go on duty, off duty, or take a break. Whoever has no shift is told so."""
    person, wish = person_of(request.user), request.POST.get("wish", "")
    if wish == "off":
        clock_out(person, duty=Duty.HOTLINE, by=person)
        messages.success(request, _("You are off duty. Nobody rings you."))
    elif wish in BREAKS:
        take_break(person, duty=Duty.HOTLINE, minutes=BREAKS[wish], by=person)
        messages.success(request, _("Breathe. Nobody rings you for %(n)d minutes.") % {"n": BREAKS[wish]})
    elif wish == "on":
        try:
            clock_in(person, duty=Duty.HOTLINE, by=person)
            messages.success(request, _("You are on duty. Keep your phone near."))
        except NotOnTheRota:
            messages.warning(request, _("You have no shift now or within the hour. Ask whoever leads the hotline."))
        except NotEligible:
            messages.warning(request, _("Your hotline training has run out. Ask whoever looks after trainings."))
    return redirect("hotline:desk")
