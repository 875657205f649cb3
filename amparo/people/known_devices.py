"""A browser in which somebody signed in before is known by a signed cookie: others at its address do not shut it out.

The cookie lets nobody in. It says only that tries from this browser, for the accounts it knows, are counted by themselves.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from amparo.core.guarded import keyed_hash

COOKIE = "__Host-known" if settings.MODE == "production" else "known"
SALT, SECONDS, MOST = "amparo.people.known", 180 * 24 * 3600, 6


def known_device(request: HttpRequest, account: str) -> str:
    """The name of this browser if this account signed in here before; else nothing."""
    kept = _kept(request)
    return str(kept["id"]) if _mark(account) in kept["who"] else ""


def know_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Somebody signed in here: from now on this browser has a count of its own for them."""
    kept = _kept(request)
    who = [_mark(account), *(each for each in kept["who"] if each != _mark(account))][:MOST]
    response.set_cookie(
        COOKIE, signing.dumps({"id": kept["id"] or secrets.token_hex(8), "who": who}, salt=SALT), max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _mark(account: str) -> str:
    return keyed_hash("known device", account.casefold())


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {"id": "", "who": []}
    return kept
