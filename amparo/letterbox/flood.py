"""Very many letters at once: nobody is turned away, but each answers one question more and stands after the others."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from amparo.core import clock
from amparo.core.guarded import keyed_hash
from amparo.letterbox.models import Letter

WITHIN = timedelta(minutes=10)
MOST_OF_A_NET, MOST = 3, 30


def net_of(request: HttpRequest) -> str:
    """A keyed hash of the neighbourhood in the network from which this came; the address itself is never kept."""
    said = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        said = hops[-proxies]
    try:
        address = ip_address(said)
    except ValueError:
        return ""
    return keyed_hash("net", str(ip_network((address, 24 if address.version == 4 else 48), strict=False)))


def is_flood(net: str) -> bool:
    """Whether so much came lately, from there or in all, that one more may be the work of a machine."""
    lately = Letter.objects.filter(created_at__gt=clock.now() - WITHIN)
    return bool(net and lately.filter(net=net).count() >= MOST_OF_A_NET) or lately.count() >= MOST
