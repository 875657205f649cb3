import threading

from django.db import close_old_connections

from amparo.cases.looking import look_at_all, sweep
from amparo.core import clock
from amparo.core.ticker import runs_on

HOURS = 24


@runs_on
def look_after_files(stop: threading.Event) -> None:
    """Every hour files without a row go, every day each is read through; in a thread of its own, so that no caller waits."""
    hour = 0
    while not stop.wait(5.0 if hour == 0 else max(5.0, clock.real_seconds(3600))):
        close_old_connections()
        sweep()
        if hour % HOURS == 0:
            look_at_all()
        hour += 1
