from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

OPEN = ("/account/", "/static/", "/language/", "/help/", "/carrier/", "/demo/")


class SecondFactorMiddleware:
    """Nobody works in the house with a password alone: whoever lacks a second factor is led to set one up.

    The people of the demo have neither password nor second factor; outside demo and tests their mark counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.path.startswith(OPEN) or _of_the_demo(request):
            return self.get_response(request)
        if is_mfa_enabled(request.user):
            return self.get_response(request)
        return HttpResponseRedirect(reverse("mfa_index"))


def _of_the_demo(request: HttpRequest) -> bool:
    return settings.MODE != "production" and request.session.get("demo") is True
