"""The founding: once in a network's life, by whoever runs the house, with the public key of the recovery ceremony in hand."""

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.core.doors import needs
from amparo.core.htmx import render_page
from amparo.vault.actions.founding import found_circles
from amparo.vault.circles import CIRCLES
from amparo.vault.directory import the_directory
from amparo.vault.errors import AlreadyFounded, NotACloseKey, NotVouched, NotYetProven
from amparo.vault.selectors import is_founded
from amparo.vault.views.keys import me
from amparo.vault.views.wire import BadRequestBody, asked, key_of, refused, rows, wrap_of


@needs("house.run")
@require_http_methods(["GET", "POST"])
def founding(request: HttpRequest) -> HttpResponse:
    """Give the circles their first keys: made in this browser, wrapped for the founder and for recovery."""
    if request.method == "GET":
        listed = me(request).pk in the_directory().people
        return render_page(
            request, "vault/founding.html", {"founded": is_founded(), "listed": listed, "circles": list(CIRCLES)}
        )
    try:
        said = asked(request)
        recovery, keys, wraps = key_of(said.get("recovery")), rows(said.get("keys")), rows(said.get("wraps"))
        found_circles(
            me(request),
            recovery=recovery,
            keys=[key_of(each) for each in keys],
            wraps=[wrap_of(each) for each in wraps],
        )
    except (BadRequestBody, NotACloseKey, NotVouched, NotYetProven, IntegrityError):
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    except AlreadyFounded:
        return refused(_("The circles were founded already."))
    return JsonResponse({"founded": True})
