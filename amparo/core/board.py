"""Tell the live boards that something changed. They fetch the changed part themselves, through the page's own door."""

from uuid import UUID

from django.db import connection

from amparo.core.models import BoardEvent

CHANNEL = "amparo_board"


def publish(topic: str, subject: UUID | None = None, *, urgent: bool = False) -> None:
    """Write a board event and notify the live processes when, and only when, this transaction commits."""
    event = BoardEvent.objects.create(topic=topic, subject=subject, urgent=urgent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(event.pk)])
