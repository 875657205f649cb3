"""Senders take rows of the outbox here, in short transactions of plain SQL.

Leases run in real time (two processes must agree on them); due and expiry moments run in the house's time.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.guarded import unseal
from amparo.messaging.enums import STOP_ANSWER, CallWish, State
from amparo.messaging.models import CallOrder, OptOut, OutgoingMessage

LEASE, LONGEST_REQUEST = timedelta(seconds=20), timedelta(seconds=8)
TEXTS, ORDERS = OutgoingMessage._meta.db_table, CallOrder._meta.db_table
OPTOUTS = OptOut._meta.db_table


class Item(NamedTuple):
    """One claimed row, opened for handing over."""

    id: UUID
    kind: str  # "text" or a CallWish
    to: str
    body: str
    reference: str
    attempts: int
    token: str = ""
    step: str = ""
    call_sid: str = ""
    ring_seconds: int = 0
    lane: int = 0
    expires_at: datetime | None = None
    claimed_at: datetime | None = None
    start_before: datetime | None = None  # later, another sender may look after it


class Outcome(NamedTuple):
    """What came of handing over: the new state; ``retry_seconds`` when it goes back to wait; ``unsure`` when nobody knows.

    ``guessed`` marks an id that was found in the carrier's list, not told to us with our reference.
    """

    item: Item
    state: State
    sid: str | None = None
    code: str = ""
    retry_seconds: float = 0.0
    unsure: bool = False
    guessed: bool = False


def claim_all(orders: int, texts: int) -> list[Item] | None:
    """Take call orders and texts that are due, at most so many of each. None when nothing is due at all.

    Mostly there are none: one look costs less than the buckets' locks, which are only taken when something waits.
    """
    rings_wait, texts_wait = _what_waits()
    if not rings_wait and not texts_wait:
        return None
    return [*(claim_orders(orders) if rings_wait else []), *(claim_texts(texts) if texts_wait else [])]


@transaction.atomic
def claim_texts(limit: int) -> list[Item]:
    """Take the most urgent texts that are due, as many as the sender's bucket allows.

    Whoever opted out since a text was written is passed over; only the answer to their word goes out.
    """
    tokens = _fill_bucket("text", settings.CARRIER_SEGMENTS_PER_SECOND)
    if tokens <= 0:
        return []
    real = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH picked AS (
              SELECT id, lane, due_at, created_at, segments FROM {TEXTS} AS t
              WHERE state = %(waiting)s AND due_at <= %(now)s AND expires_at > %(now)s
                AND (template = %(confirm)s OR NOT EXISTS (SELECT 1 FROM {OPTOUTS} AS o WHERE o.index = t.index))
              ORDER BY lane, due_at, created_at LIMIT %(limit)s FOR UPDATE OF t SKIP LOCKED),
            counted AS (
              SELECT id, sum(segments) OVER (ORDER BY lane, due_at, created_at, id) - segments AS before FROM picked),
            taken AS (
              UPDATE {TEXTS} AS text SET state = %(flying)s, state_at = %(now)s, leased_until = %(lease)s,
                claimed_at = %(real)s, attempts = attempts + 1
              FROM counted WHERE text.id = counted.id AND counted.before < %(tokens)s
              RETURNING text.*)
            SELECT id, "to", body, reference, attempts, segments, lane, extract(epoch FROM expires_at)::float8
            FROM taken ORDER BY lane, due_at, created_at
            """,  # noqa: S608  only table names of our own
            {"waiting": State.WAITING, "flying": State.IN_FLIGHT, "now": clock.now(), "limit": limit, "real": real,
             "lease": real + LEASE, "tokens": tokens, "confirm": STOP_ANSWER},
        )  # fmt: skip
        rows = cursor.fetchall()
    _drain_bucket("text", sum(row[5] for row in rows))
    start_before = _last_start(real)
    return [
        Item(key, "text", _open(TEXTS, "to", name := str(key), to), _open(TEXTS, "body", name, body), reference, attempts,
             lane=lane, expires_at=_moment(expires), claimed_at=real, start_before=start_before)
        for key, to, body, reference, attempts, _segments, lane, expires in rows
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _moment(epoch: float) -> datetime:
    """Texts of one batch mostly expire together: their moment is read once."""
    return datetime.fromtimestamp(epoch, tz=UTC)


def _last_start(claimed: datetime) -> datetime:
    """After this moment a request might outlive its lease."""
    return claimed + LEASE - LONGEST_REQUEST - timedelta(seconds=2)


@transaction.atomic
def claim_orders(limit: int) -> list[Item]:
    """Take call orders that are due: redirects and ends at once, rings as fast as the carrier allows calls."""
    tokens, real = _fill_bucket("voice", settings.CARRIER_CALLS_PER_SECOND), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH picked AS (
              SELECT id, wish, lane, due_at, created_at FROM {ORDERS}
              WHERE state = %(waiting)s AND due_at <= %(now)s AND expires_at > %(now)s
              ORDER BY lane, due_at, created_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
            counted AS (
              SELECT id, wish, row_number() OVER (PARTITION BY wish = %(ring)s ORDER BY lane, due_at, created_at, id) AS place
              FROM picked)
            UPDATE {ORDERS} AS o SET state = %(flying)s, state_at = %(now)s, leased_until = %(lease)s, claimed_at = %(real)s,
              attempts = attempts + 1
            FROM counted WHERE o.id = counted.id AND (counted.wish <> %(ring)s OR counted.place <= %(tokens)s)
            RETURNING o.id, o.wish, o."to", o.reference, o.attempts, o.token, o.step, o.call_sid, o.ring_seconds,
              o.expires_at, o.lane
            """,  # noqa: S608
            {"waiting": State.WAITING, "flying": State.IN_FLIGHT, "now": clock.now(), "limit": limit, "ring": CallWish.RING,
             "lease": real + LEASE, "real": real, "tokens": max(0, tokens)},
        )  # fmt: skip
        rows = cursor.fetchall()
    _drain_bucket("voice", sum(row[1] == CallWish.RING for row in rows))
    return [
        Item(id=row[0], kind=row[1], to=_open(ORDERS, "to", str(row[0]), row[2]), body="", reference=row[3], attempts=row[4],
             token=row[5], step=row[6], call_sid=row[7] or sid_of(row[5]), ring_seconds=row[8], expires_at=row[9], lane=row[10],
             claimed_at=real, start_before=_last_start(real))
        for row in rows
    ]  # fmt: skip


def _open(table: str, column: str, key: str, sealed: bytes | None) -> str:
    return unseal(bytes(sealed), context=f"{table}.{column}.{key}") if sealed else ""


def sid_of(token: str) -> str:
    """The call that was placed with this token, if the carrier has named it."""
    rung = CallOrder.objects.filter(token=token, wish=CallWish.RING).exclude(provider_sid=None)
    return rung.values_list("provider_sid", flat=True).first() or ""


def _fill_bucket(name: str, rate: int) -> float:
    """Tokens in the bucket now; its row stays locked until the claim commits, so that two senders share one bucket."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_senderbucket AS bucket (name, tokens, filled_at) VALUES (%(name)s, %(rate)s, %(now)s)"
            " ON CONFLICT (name) DO UPDATE SET tokens = least(%(rate)s, bucket.tokens + greatest(0,"
            " extract(epoch FROM %(now)s - bucket.filled_at)) * %(rate)s),"
            " filled_at = greatest(bucket.filled_at, %(now)s) RETURNING tokens",
            {"rate": float(rate), "now": now, "name": name},
        )
        return float(cursor.fetchone()[0])


def _drain_bucket(name: str, used: int) -> None:
    if used:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE messaging_senderbucket SET tokens = tokens - %s WHERE name = %s", [used, name])


def _what_waits() -> tuple[bool, bool]:
    """Whether call orders are due, and whether texts are."""
    due = "SELECT FROM {} WHERE state = %(waiting)s AND due_at <= %(now)s AND expires_at > %(now)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS ({due.format(ORDERS)}), EXISTS ({due.format(TEXTS)})",
            {"waiting": State.WAITING, "now": clock.now()},
        )
        rings, texts = cursor.fetchone()
        return rings, texts
