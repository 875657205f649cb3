"""Whether a callback really comes from the carrier: the signature over the configured public address. It fails closed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from amparo.core.sabotage import sabotaged

FORM = "application/x-www-form-urlencoded"  # of another body the signature would say nothing
Webhook = Callable[..., HttpResponse]


def is_signed(request: HttpRequest) -> bool:
    """Whether one of our keys signed this form for this address. No key or no signature: no."""
    signature = request.headers.get("X-Twilio-Signature") or request.headers.get("X-SignalWire-Signature") or ""
    if not signature or len(signature) > 200 or request.content_type != FORM:
        return False
    address = settings.PUBLIC_URL + request.get_full_path()
    keys = [settings.CARRIER_SIGNING_KEY or settings.CARRIER_TOKEN, settings.CARRIER_TOKEN_OLD]
    return any(key and RequestValidator(key).validate(address, request.POST, signature) for key in keys)


def signed(webhook: Webhook) -> Webhook:
    """Only the carrier gets past: everybody else gets 403 and leaves no trace."""

    @wraps(webhook)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            right = is_signed(request)
        except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnicodeError, ValueError):
            return HttpResponseForbidden()
        if not right and not sabotaged("T22"):
            return HttpResponseForbidden()
        return webhook(request, *args, **kwargs)

    door = csrf_exempt(login_not_required(require_POST(checked)))
    door.checks_signature = True  # type: ignore[attr-defined]
    return door
