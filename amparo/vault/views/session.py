"""Between two pages of the same person: the browser keeps their opened keys encrypted, the session keeps with what.

Neither half alone opens anything. The session's half goes after ten minutes without a touch (five on a phone), at lock, at
sign-out, and when the device is signed out from elsewhere.
"""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.vault.views.wire import BadRequestBody, as_bytes, asked, refused

HALF = "vault"
MINUTES, MINUTES_ON_PHONES = 10, 5


@require_http_methods(["GET", "POST", "DELETE"])
def session_key(request: HttpRequest) -> HttpResponse:
    """The session's half of the opened keys: kept, given back while somebody is there, dropped."""
    if request.method == "POST":
        said = asked(request)
        try:
            half = as_bytes(said.get("key"))
        except BadRequestBody:
            half = b""
        if len(half) != 32:
            return refused(_("That did not go through. Nothing was changed. Please try again."))
        phone = said.get("phone") is True
        request.session[HALF] = {
            "key": said["key"], "seen": time.time(), "phone": phone,
        }  # fmt: skip
        return JsonResponse({"minutes": minutes_of(phone=phone)})
    kept = request.session.get(HALF)
    if request.method == "DELETE" or kept is None or _is_over(kept):
        request.session.pop(HALF, None)
        return JsonResponse({})
    if request.headers.get("X-By-Itself") != "1":  # a page that only looks whether it may stay open is no touch
        kept["seen"] = time.time()
        request.session[HALF] = kept
    return JsonResponse({"key": kept["key"], "minutes": minutes_of(phone=kept["phone"])})


def minutes_of(*, phone: bool) -> int:
    return MINUTES_ON_PHONES if phone else MINUTES


def _is_over(kept: dict[str, float]) -> bool:
    idle = time.time() - kept["seen"]
    return idle > minutes_of(phone=bool(kept["phone"])) * 60
