"""The doors of the pages: which powers open them. Who has which power is asked upwards, so rooms below governance have doors too.

Nobody answers, nobody gets in. The powers of a request are asked once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from amparo.core.events import ask
from amparo.core.sabotage import sabotaged

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class PowersAsked:
    """A question upwards: the names of the powers that this account has now, as a frozenset."""

    account: object


def powers_of(request: HttpRequest) -> frozenset[str]:
    """The powers of whoever asks for this page; none for strangers."""
    known: frozenset[str] | None = getattr(request, "house_powers", None)
    if known is None:
        user = getattr(request, "user", None)
        known = ask(PowersAsked(user)) if user is not None and user.is_authenticated else None
        known = known or frozenset()
        request.house_powers = known  # type: ignore[attr-defined]
    return known


def needs(*powers: str) -> Callable[[View], View]:
    """Only people with one of these powers get past; for everybody else the page does not exist (404)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not powers_of(request).intersection(powers) and not sabotaged("T9"):
                raise Http404
            return view(request, *args, **kwargs)

        guarded_view.needs_powers = powers  # type: ignore[attr-defined]
        return guarded_view

    return wrap


def shown_while_locked(view: View) -> View:
    """A board: it goes on fetching what it shows while nobody touches the device. No other page is fetched from a locked one."""
    view.shown_while_locked = True  # type: ignore[attr-defined]
    return view


def open_door(request: HttpRequest, name: str) -> str:
    """The address of this page when it exists and opens for whoever asks; otherwise nothing. Menus show only open doors."""
    try:
        address = reverse(name)
        view = resolve(address).func
    except (NoReverseMatch, Resolver404):
        return ""
    wanted = getattr(view, "needs_powers", ())
    return address if not wanted or powers_of(request).intersection(wanted) else ""


@dataclass(frozen=True)
class StepUpAsked:
    """A question upwards: where must this person show again that it is them? An address, or "" when they just did."""

    request: HttpRequest
    back: str


def stale(request: HttpRequest) -> str:
    """Where to show again that it is oneself before something that matters; nothing when that was within five minutes."""
    came_from = urlsplit(request.headers.get("Referer", "")).path or "/"
    back = request.get_full_path() if request.method == "GET" else came_from
    away: str | None = ask(StepUpAsked(request, back))
    if away is None:
        raise Http404
    return away


def fresh(view: View) -> View:
    """Only who has just shown again that it is them: passkey or code, within five minutes. Others are led there, and back."""

    @wraps(view)
    def asked_again(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        away = stale(request)
        return HttpResponseRedirect(away) if away else view(request, *args, **kwargs)

    return asked_again
