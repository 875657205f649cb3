"""The web process: pages and webhooks, served by granian in WSGI mode."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
application = get_wsgi_application()


def _hand_over_from_here() -> None:
    """The first wave of an activation leaves from this process, without waiting for the worker."""
    from amparo.messaging.outbox.sender import send_from_this_process

    send_from_this_process()


def _know_every_address() -> None:
    """Whoever asks first, a caller perhaps, does not wait until all views are read."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  reading it imports them


_know_every_address()
_hand_over_from_here()
