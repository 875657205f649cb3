import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from amparo.core import clock


def house(_request: HttpRequest) -> dict[str, Any]:
    """What every page may show: the network's name, the live address, the clock's pace."""
    return {
        "network_name": settings.NETWORK_NAME,
        "live_url": settings.LIVE_URL,
        "demo": settings.DEMO,
        "lock_minutes": settings.LOCK_MINUTES,
        "clock_real": time.time(),
        "clock_virtual": clock.now().timestamp(),
        "clock_speed": clock.pace().speed,
    }
