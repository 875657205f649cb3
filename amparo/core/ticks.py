from amparo.core import clock
from amparo.core.models import BoardEvent, Heartbeat
from amparo.core.ticker import every


@every(seconds=5)
def beat() -> None:
    """Let the doctor see that the worker lives."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.now()})


@every(seconds=600)
def forget_old_board_events() -> None:
    """A board that was away for a day starts anew."""
    BoardEvent.objects.filter(created_at__lt=clock.ago(days=1)).delete()
