from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.core.htmx import render_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after login: what this person can do now."""
    return render_page(request, "core/home.html", {})


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """The short help that every page links to."""
    return render_page(request, "core/help.html", {})
