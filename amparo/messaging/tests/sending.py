"""Senders for tests: the real thing, in threads of this process, against the carrier on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from amparo.messaging import outbox
from amparo.messaging.actions import Draft, queue_messages
from amparo.messaging.enums import Lane
from amparo.messaging.models import OutgoingMessage
from amparo.messaging.outbox.sender import Sender


@contextmanager
def sending(*, count: int = 1, poll: float | None = 0.05) -> Iterator[None]:
    """So many senders hand over until the block ends; what they have in hand is finished."""
    stop = threading.Event()
    threads = [threading.Thread(target=Sender(stop, poll_seconds=poll).run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        outbox._ring()  # one that only looks when woken
        for thread in threads:
            thread.join(15)


def number(n: int) -> str:
    """An invented number of our range."""
    return f"+1413555{100 + n % 100:04d}"


def drafts(count: int, *, lane: Lane = Lane.ACTIVATION, expires_at: datetime | None = None) -> list[Draft]:
    """Texts that differ in their words, to a hundred invented numbers."""
    late, once = expires_at or timezone.now() + timedelta(minutes=10), uuid4().hex[:6]
    return [
        Draft(
            "activation.page_ladder",
            number(n),
            "en",
            lane,
            late,
            values={"code": f"A{n}", "link": f"https://x.example/{once}"},
        )
        for n in range(count)
    ]


def queue(count: int = 1, *, lane: Lane = Lane.ACTIVATION, expires_at: datetime | None = None) -> list[OutgoingMessage]:
    """Write texts into the outbox."""
    return queue_messages(drafts(count, lane=lane, expires_at=expires_at))


def same_words(to: str, count: int) -> list[OutgoingMessage]:
    """Identical texts to one phone, as two people who share it get them."""
    late = timezone.now() + timedelta(minutes=10)
    each = Draft("activation.covered", to, "en", Lane.ACTIVATION, late, about=uuid4())
    return queue_messages([each] * count)


def states() -> dict[str, int]:
    """How many rows stand in which state."""
    found: dict[str, int] = {}
    for row in OutgoingMessage.objects.all():
        found[row.get_state_display()] = found.get(row.get_state_display(), 0) + 1
    return found
