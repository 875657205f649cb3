"""Named points at which a test lets the process die as if the power went: ``AMPARO_FAULT=name``. Never in a production."""

import os
import signal

from django.conf import settings


def reach(point: str) -> None:
    """Die here at once when a test asked for it."""
    if settings.MODE != "production" and os.environ.get("AMPARO_FAULT") == point:
        os.kill(os.getpid(), signal.SIGKILL)
