import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import resolve
from django.utils import translation
from django.views import defaults

from amparo.core.sabotage import sabotaged

DATABASE_GONE = (OperationalError, InterfaceError)
CARRIER = "/carrier/"
SPOKEN = tuple(f"/carrier/voice/{door}/" for door in ("inbound", "step", "wait", "fallback"))
Handler = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Pages are not kept by browsers or proxies; static files are, and set their own rules."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not sabotaged("T13"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class PlainAddressMiddleware:
    """An address that holds the letter zero is none: the database keeps no such letter, and would break over it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class CarrierMiddleware:
    """The carrier's callbacks go straight to their doors: signed and stateless, they need no session, account or form token.

    A caller waits for each, so nothing is asked that they do not use. Their language is their own, never the browser's.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(CARRIER):
            return self.get_response(request)
        translation.activate(settings.LANGUAGE_CODE)
        try:
            found = resolve(request.path_info)
            request.resolver_match = found
            response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        except Http404:
            response = HttpResponseNotFound()
        except DATABASE_GONE:
            response = database_gone(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseGoneMiddleware:
    """When the database does not answer: 503 with a static page, and for calls the static markup that still helps.

    A failure in a view comes here; one in a middleware before it comes to ``server_error``, Django's last handler.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        return database_gone(request) if isinstance(failure, DATABASE_GONE) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """What is answered when something broke outside a view."""
    if isinstance(sys.exc_info()[1], DATABASE_GONE):
        return database_gone(request)
    return defaults.server_error(request)


def database_gone(request: HttpRequest) -> HttpResponse:
    """The answer that needs no database: markup where a caller listens, a page for everybody else.

    News from the carrier gets 503 as well: it is told again.
    """
    if request.path.startswith(SPOKEN):
        markup = (settings.PACKAGE / "messaging" / "fallback.xml").read_text(encoding="utf-8")
        return HttpResponse(markup, content_type="text/xml")
    page = (settings.PACKAGE / "core" / "templates" / "core" / "errors" / "503.html").read_text(encoding="utf-8")
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
