import threading

from amparo.core import clock
from amparo.core.ticker import every, runs_on
from amparo.messaging.models import ProviderEvent
from amparo.messaging.outbox.notes import expire_rows, silence_rows
from amparo.messaging.outbox.sender import sweep

KEEP_DAYS = 30


@every(seconds=5)
def expire_what_is_too_late() -> None:
    """A stale alert is worse than none, and whoever wants no texts gets none."""
    expire_rows()
    silence_rows()


@every(seconds=3_600)
def forget_old_callbacks() -> None:
    """The carrier repeats a callback within a day; a month is kept."""
    ProviderEvent.objects.filter(created_at__lt=clock.ago(days=KEEP_DAYS)).delete()


@runs_on
def sweep_the_outbox(stop: threading.Event) -> None:
    """Hand over what no web process took, and look after what was in flight when one died."""
    sweep(stop)
