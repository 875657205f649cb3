from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Pages are not kept by browsers or proxies; static files are, and set their own rules."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseGoneMiddleware:
    """When the database does not answer: 503 with a static page, and for calls the static markup that still helps."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if not isinstance(failure, OperationalError | InterfaceError):
            return None
        return database_gone(request)


def database_gone(request: HttpRequest) -> HttpResponse:
    """The answer that needs no database: call markup for the carrier's voice routes, a page for everybody else."""
    if request.path.startswith("/carrier/voice/"):
        markup = (settings.PACKAGE / "messaging" / "fallback.xml").read_text(encoding="utf-8")
        return HttpResponse(markup, content_type="text/xml")
    page = (settings.PACKAGE / "core" / "templates" / "core" / "errors" / "503.html").read_text(encoding="utf-8")
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
