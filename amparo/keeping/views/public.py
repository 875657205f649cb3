from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.core.htmx import render_page
from amparo.keeping.selectors.page import chapters


@require_safe
@login_not_required
def what_we_hold(request: HttpRequest) -> HttpResponse:
    """What we hold and for how long, for everybody: the very rules by which the worker removes."""
    # Wraps are moved on within a week, the key goes after its days of grace, and the worker looks every hour.
    context = {"chapters": chapters(), "shred_days": 7 + settings.SHRED_AFTER_DAYS + 1}
    return render_page(request, "keeping/what_we_hold.html", context)
