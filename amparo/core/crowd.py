"""Too many requests of strangers from one neighbourhood are answered in a breath, so that whoever is signed in goes on working.

Counted in this process's memory, under a hash, and forgotten within minutes: the limit is far above what people do, also many
of them behind one address. Who is signed in, and the carrier, are never counted.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amparo.core.guarded import keyed_hash
from amparo.core.sabotage import sabotaged

AT_ONCE, A_SECOND, MOST = 600.0, 20.0, 20_000
NEVER_COUNTED = ("/carrier/", "/static/")
Handler = Callable[[HttpRequest], HttpResponse]


class Buckets:
    """How much each neighbourhood may still ask for; a bucket fills up again by itself."""

    def __init__(self) -> None:
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def take(self, net: str, now: float) -> bool:
        """Take one; False when the bucket is empty."""
        with self.lock:
            left, since = self.left.pop(net, (AT_ONCE, now))
            left = min(AT_ONCE, left + (now - since) * A_SECOND)
            self.left[net] = (left - 1 if left >= 1 else left, now)
            if len(self.left) > MOST:
                self.left.popitem(last=False)
            return left >= 1


class CrowdMiddleware:
    """Strangers wait their turn; nobody else does."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counted = settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.path.startswith(NEVER_COUNTED)
        if counted and not sabotaged("T40") and not self.buckets.take(neighbourhood(request), time.monotonic()):
            said = _("Very many people ask for this page at this moment. Call us: %(number)s") % {
                "number": settings.HOTLINE_NUMBER
            }
            return HttpResponse(
                said, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
            )
        return self.get_response(request)


def neighbourhood(request: HttpRequest) -> str:
    """A hash of the neighbourhood in the network from which this comes, as far as our own proxies say the truth."""
    said = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        said = hops[-proxies]
    try:
        address = ip_address(said)
    except ValueError:
        return ""
    return keyed_hash("crowd", str(ip_network((address, 24 if address.version == 4 else 48), strict=False)))
