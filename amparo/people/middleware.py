import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from amparo.people.devices import note_device

OPEN = ("/account/", "/static/", "/language/", "/help/", "/carrier/", "/demo/", "/response/p/")
OPEN_WHILE_LOCKED = (
    "/account/reauthenticate/", "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/", "/account/logout/",
    "/static/", "/language/", "/help/", "/carrier/", "/demo/",
    "/response/p/",
)  # fmt: skip
SIGN_OUT = "/account/logout/"
FOR_STRANGERS = ("/report/", "/report/erase/")  # whole addresses: what was reported is read by people with a key only
SEEN, LOCKED = "seen", "locked_at"
HALF = "vault"  # the session's half of somebody's opened keys: on a locked device it is gone
NOTE_SECONDS = 60


def is_open(path: str, beginnings: tuple[str, ...]) -> bool:
    """Whether this address is for people of whom nothing is asked."""
    return path.startswith(beginnings) or path in FOR_STRANGERS


class SecondFactorMiddleware:
    """Nobody works in the house with a password alone: whoever lacks a second factor is led to set one up.

    The people of the demo have neither password nor second factor; outside demo and tests their mark counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or is_open(request.path, OPEN) or _of_the_demo(request):
            return self.get_response(request)
        if is_mfa_enabled(request.user):
            return self.get_response(request)
        return HttpResponseRedirect(reverse("mfa_index"))


class LeaveNothingMiddleware:
    """Whoever signs out leaves nothing in the browser: no stored page, nothing that a tab kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == SIGN_OUT:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class LockMiddleware:
    """A device that nobody touched for a while asks again who is there. What a board fetches by itself is no touch.

    Boards keep showing what happens until somebody touches the device: an alarm at night must be seen and heard. That a
    page fetched itself is only its word, so nothing but the boards is shown, and nothing is done, on a locked device.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.path.startswith("/static/"):
            return self.get_response(request)
        by_itself = request.headers.get("X-By-Itself") == "1"
        if not _of_the_demo(request) and settings.LOCK_MINUTES and self._is_locked(request):
            if is_open(request.path, OPEN_WHILE_LOCKED) or (by_itself and _is_a_board(request)):
                return self.get_response(request)
            if by_itself:
                return HttpResponse(status=204)
            return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': _back(request)})}")
        if not by_itself:
            self._note(request)
        return self.get_response(request)

    def _is_locked(self, request: HttpRequest) -> bool:
        session, now = request.session, time.time()
        locked = session.get(LOCKED)
        if locked is None and now - session.get(SEEN, now) > settings.LOCK_MINUTES * 60:
            locked = session[LOCKED] = now
            session.pop(HALF, None)
        if locked is None:
            return False
        if any(each.get("at", 0) > locked for each in get_authentication_records(request, request.user)):
            del session[LOCKED]
            session[SEEN] = now
            return False
        return True

    def _note(self, request: HttpRequest) -> None:
        now = time.time()
        if now - request.session.get(SEEN, 0.0) > NOTE_SECONDS:
            request.session[SEEN] = now
            note_device(request)


def _is_a_board(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return request.method in ("GET", "HEAD") and getattr(view, "shown_while_locked", False)


def _back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def _of_the_demo(request: HttpRequest) -> bool:
    return settings.MODE != "production" and request.session.get("demo") is True
