import logging
import threading

from django.db import close_old_connections

from amparo.core import clock
from amparo.core.ticker import runs_on
from amparo.keeping.removal import do_the_round, remove_at_once, remove_short_lived

log = logging.getLogger(__name__)
ROUND = 60  # so many short rounds make a long one: an hour


@runs_on
def keep_nothing_longer(stop: threading.Event) -> None:
    """Every minute what goes at once, every hour what is over; in a thread of its own, so that no caller waits for it."""
    minute = 0
    while not stop.wait(1.0 if minute == 0 else max(1.0, clock.real_seconds(60))):
        close_old_connections()
        remove_at_once()
        remove_short_lived(clock.now())
        if minute % ROUND == 0 and not do_the_round(clock.now()):
            log.error("nothing is removed: the clock is not believed")
        minute += 1
