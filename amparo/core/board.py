"""Tell the live boards that something changed. They fetch the changed part themselves, through the page's own door."""

from uuid import UUID

from amparo.core import clock
from amparo.core.models import BoardEvent
from amparo.core.often import prepared
from amparo.core.topics import TOPICS

CHANNEL = "amparo_board"
_PUBLISH = f"""
    WITH event AS (
      INSERT INTO {BoardEvent._meta.db_table} (topic, subject, urgent, created_at) VALUES (%s, %s, %s, %s) RETURNING id)
    SELECT pg_notify(%s, id::text) FROM event"""  # noqa: S608  only the name of our own table


def publish(topic: str, subject: UUID | None = None, *, urgent: bool = False) -> None:
    """Write a board event and notify the live processes when, and only when, this transaction commits."""
    if topic not in TOPICS:
        raise ValueError(f"Nobody may hear of {topic!r}: name its powers in TOPICS.")
    with prepared() as cursor:
        cursor.execute(_PUBLISH, [topic, subject, urgent, clock.now(), CHANNEL])
