"""One address, two answers: the whole page, or the part of it that htmx asked for."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers


def asks_for_part(request: HttpRequest) -> bool:
    """Whether htmx wants a part. Boosted links and pages restored from history get the whole page."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-Boosted") == "true":
        return False
    return headers.get("HX-History-Restore-Request") != "true"


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, or its named partial when htmx asks for a part. Caches keep the two apart."""
    if partial and asks_for_part(request):
        template = f"{template}#{partial}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class ExpiredLoginMiddleware:
    """Send a browser whose login has expired to the login page as a whole; htmx would put that page inside a part."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") != "true" or response.status_code not in (301, 302, 303):
            return response
        login = resolve_url(settings.LOGIN_URL)
        if not response.headers["Location"].startswith(login):
            return response
        return HttpResponse(status=204, headers={"HX-Redirect": login, "Cache-Control": "no-store"})
