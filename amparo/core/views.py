from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.core.htmx import render_page
from amparo.core.phrases import ROOMS_WITH_HELP


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after login: what this person can do now."""
    return render_page(request, "core/home.html", {})


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """The short help that every page links to."""
    return render_page(request, "core/help.html", {})


@require_safe
@login_not_required
def help_of_room(request: HttpRequest, room: str) -> HttpResponse:
    """What people do in one room, in a few sentences from the guides."""
    if room not in ROOMS_WITH_HELP:
        raise Http404
    return render_page(request, f"{room}/help.html", {})
