from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amparo.core import clock
from amparo.demo.cast import CAST, part
from amparo.people.models import Person

SPEEDS = ("1", "10", "60")
# The simulator's scenarios by name; their steps are its own, and it is reached only over the wire.
SCENARIOS = (
    (
        "holyoke",
        _("6 am in Holyoke"),
        _("A caller asks for Spanish and stays on the line. Answer, write it down, send people."),
    ),
    ("prank", _("Two callers, one prank"), _("One of two callers is joking. Send somebody to look first.")),
    ("nobody", _("Nobody on duty"), _("Every phone of the hotline rings in vain. No caller may be lost.")),
    ("trouble", _("Carrier trouble"), _("The same morning with a carrier that is slow, refuses and repeats itself.")),
)


@require_GET
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """The door of the demo: one click to be anybody of the cast."""
    shown = {"cast": CAST, "speeds": SPEEDS, "simulator": _simulator(), "scenarios": SCENARIOS}
    return render(request, "demo/start.html", shown)


@require_POST
@login_not_required
def demo_login(request: HttpRequest, slug: str) -> HttpResponse:
    """Become one of the cast. The demo's people have no password and no second factor; nobody real is here."""
    each = part(slug)
    person = Person.objects.filter(username=slug).first()
    if each is None or person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session["demo"] = True
    return HttpResponseRedirect(each.page if _stands(each.page) else "/")


@require_POST
@login_not_required
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Let the demo's clock run at x1, x10 or x60."""
    speed = request.POST.get("speed", "")
    if speed not in SPEEDS:
        raise Http404
    clock.set_speed(float(speed))
    return HttpResponseRedirect("/demo/")


def _stands(page: str) -> bool:
    """Whether this part's own page is there already."""
    try:
        resolve(page)
    except Resolver404:
        return False
    return True


def _simulator() -> str:
    """The address of the simulated phones, or nothing while there are none."""
    if find_spec("amparo.simulator") is None:
        return ""
    return f"{settings.CARRIER_URL}/?lang={(translation.get_language() or 'en')[:2]}"
