from amparo.core import clock
from amparo.core.models import Heartbeat
from amparo.core.ticker import every


@every(seconds=5)
def beat() -> None:
    """Let the doctor see that the worker lives."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.now()})
