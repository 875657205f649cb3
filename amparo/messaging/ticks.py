import threading

from django.db import close_old_connections

from amparo.core.ticker import every, runs_on
from amparo.messaging.arriving import closing_now, drain_spool
from amparo.messaging.copies import delete_copies, note_texts_without_news
from amparo.messaging.outbox.notes import expire_rows, silence_rows
from amparo.messaging.outbox.sender import sweep


@runs_on
def bring_spooled_texts_home(stop: threading.Event) -> None:
    """What came while the database was away, in the order in which it came."""
    while not stop.wait(1.0):
        close_old_connections()
        drain_spool(seconds=5)


@runs_on
def delete_at_the_carrier(stop: threading.Event) -> None:
    """The carrier keeps no copy of what was written, neither of theirs nor of ours."""
    while not stop.wait(1.0):
        close_old_connections()
        delete_copies()


@every(seconds=60)
def remember_the_closing() -> None:
    """The key for arriving words is known on this disk before the first time without a database."""
    closing_now()


@every(seconds=5)
def expire_what_is_too_late() -> None:
    """A stale alert is worse than none, and whoever wants no texts gets none."""
    expire_rows()
    silence_rows()


@every(seconds=3_600)
def look_after_silent_texts() -> None:
    """What nobody needs any more is not kept at the carrier either."""
    note_texts_without_news()


@runs_on
def sweep_the_outbox(stop: threading.Event) -> None:
    """Hand over what no web process took, and look after what was in flight when one died."""
    sweep(stop)
