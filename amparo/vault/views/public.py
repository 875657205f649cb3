from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.core.htmx import render_page
from amparo.vault.promises import GAPS, THREATS


@require_safe
@login_not_required
def threats(request: HttpRequest) -> HttpResponse:
    """Who might want what is here, and what they would get: for everybody, in plain words."""
    return render_page(request, "vault/threats.html", {"threats": THREATS})


@require_safe
@login_not_required
def not_protected(request: HttpRequest) -> HttpResponse:
    """The honest list of what is not protected, and what can be done about each."""
    return render_page(request, "vault/not_protected.html", {"gaps": GAPS})
