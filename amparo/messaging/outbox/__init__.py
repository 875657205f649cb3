"""The outbox: rows are claimed in batches, handed to the carrier outside any transaction, and noted in bulk.

``wake()`` is all that actions need: after the commit, the sender of this process takes what waits; the worker's sender
sweeps the rest. What was in flight when a sender died is looked up at the carrier before it is sent again.
"""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Let a sender of this process know when rows were committed."""
    _listeners.append(listener)


def forget(listener: Callable[[], None]) -> None:
    """The sender has ended."""
    _listeners.remove(listener)


def wake() -> None:
    """Once this transaction commits, let the sender of this process look for rows."""
    transaction.on_commit(_ring)


def _ring() -> None:
    for listener in list(_listeners):
        listener()
