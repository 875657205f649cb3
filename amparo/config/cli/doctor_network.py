"""What the doctor asks over the network: the pages, the boards, the carrier's way in and out, the certificate."""

import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

from amparo.config.cli.doctor import Finding, house_runs

PATIENCE = 5
LEFT_DAYS = 14


def _status(address: str, form: dict[str, str] | None = None, signature: str = "") -> int:
    """What this address answers; 0 when nobody does."""
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, data=body, headers={"X-Twilio-Signature": signature} if signature else {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return int(refusal.code)
    except OSError:
        return 0


def web() -> Finding:
    from django.conf import settings

    status = _status(settings.PUBLIC_URL + "/help/") if house_runs() else 200
    mend = f"{settings.PUBLIC_URL} answers {status or 'nothing'}: start the house, and see that the proxy sends it here"
    return Finding("pages at AMPARO_PUBLIC_URL", status == 200, mend)


def live() -> Finding:
    from django.conf import settings

    well = not house_runs() or _status(settings.LIVE_URL + "/health/") == 200
    return Finding(
        "live boards", well, "the live process does not answer: look at its last words and start the house again"
    )


def webhooks() -> Finding:
    """A callback as the carrier would send it: signed it must come in, unsigned it must be refused."""
    from django.conf import settings
    from twilio.request_validator import RequestValidator

    if not house_runs():
        return Finding("webhooks", True, "")
    address = settings.PUBLIC_URL + "/carrier/text/status/doctor/"
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "nothing"}
    key = settings.CARRIER_SIGNING_KEY or settings.CARRIER_TOKEN
    signed = _status(address, form, RequestValidator(key).compute_signature(address, form))
    unsigned = _status(address, form)
    said = f"signed answers {signed or 'nothing'}, unsigned {unsigned or 'nothing'}"
    mend = f"{said}: AMPARO_PUBLIC_URL must be what the carrier calls"
    return Finding("webhooks", signed == 204 and unsigned == 403, mend)


def carrier() -> Finding:
    from django.conf import settings

    parts = urlsplit(settings.CARRIER_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if settings.DEMO and not house_runs():
        return Finding("carrier", True, "")
    try:
        socket.create_connection((parts.hostname or "", port), timeout=PATIENCE).close()
    except OSError as failure:
        mend = f"{parts.hostname}:{port} does not answer ({type(failure).__name__}): check AMPARO_CARRIER_URL and the network"
        return Finding("carrier", False, mend)
    return Finding("carrier", True, "")


def clock_skew() -> Finding:
    """Codes and signatures need the right time; the pages' own Date header passes the proxy."""
    from django.conf import settings

    if not house_runs():
        return Finding("clock of the proxy", True, "")
    try:
        with urllib.request.urlopen(settings.PUBLIC_URL + "/help/", timeout=PATIENCE) as answer:
            date = answer.headers.get("Date", "")
    except OSError:
        return Finding("clock of the proxy", False, "the pages do not answer: mend that first")
    apart = abs(parsedate_to_datetime(date).timestamp() - time.time()) if date else 0.0
    return Finding("clock of the proxy", apart < 30, f"it is {apart:.0f} s away: set the clock from the network (NTP)")


def certificate() -> Finding:
    from django.conf import settings

    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme != "https":
        well = settings.MODE != "production"
        return Finding(
            "encryption",
            well,
            "AMPARO_PUBLIC_URL must begin with https: put a proxy with a certificate before the house",
        )
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), timeout=PATIENCE) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname) as safe,
        ):
            ends = ssl.cert_time_to_seconds(str((safe.getpeercert() or {}).get("notAfter", "")))
    except (OSError, ValueError) as failure:
        return Finding("encryption", False, f"the certificate does not hold ({type(failure).__name__}): renew it")
    left = (datetime.fromtimestamp(ends, tz=UTC) - datetime.now(tz=UTC)).days
    return Finding("encryption", left >= LEFT_DAYS, f"the certificate ends in {left} days: renew it")


CHECKS: tuple[Callable[[], Finding], ...] = (web, live, webhooks, carrier, clock_skew, certificate)
