"""Rows of the outbox change hands here, in short transactions of plain SQL.

Leases run in real time (two processes must agree on them); due and expiry moments run in the house's time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.core.guarded import unseal
from amparo.messaging.carrier_news import note_refusal
from amparo.messaging.enums import CallWish, State
from amparo.messaging.events import CarrierTroubled, CarrierWell
from amparo.messaging.models import CallOrder, CarrierHealth, OutgoingMessage

LEASE = timedelta(seconds=20)
TEXTS, ORDERS = OutgoingMessage._meta.db_table, CallOrder._meta.db_table


@dataclass(frozen=True)
class Item:
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
    claimed_before: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of handing over: the new state; ``retry_seconds`` when it goes back to wait; ``unsure`` when nobody knows."""

    item: Item
    state: State
    sid: str | None = None
    code: str = ""
    retry_seconds: float = 0.0
    unsure: bool = False


@transaction.atomic
def claim_texts(limit: int) -> list[Item]:
    """Take the most urgent texts that are due, as many as the sender's bucket allows."""
    tokens = _fill_bucket("text", settings.CARRIER_SEGMENTS_PER_SECOND)
    if tokens <= 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH picked AS (
              SELECT id, lane, due_at, created_at, segments FROM {TEXTS}
              WHERE state = %(waiting)s AND due_at <= %(now)s AND expires_at > %(now)s
              ORDER BY lane, due_at, created_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
            counted AS (
              SELECT id, sum(segments) OVER (ORDER BY lane, due_at, created_at, id) - segments AS before FROM picked)
            UPDATE {TEXTS} AS text SET state = %(flying)s, leased_until = %(lease)s, attempts = attempts + 1
            FROM counted WHERE text.id = counted.id AND counted.before < %(tokens)s
            RETURNING text.id, text."to", text.body, text.reference, text.attempts, text.segments, text.lane, text.due_at
            """,  # noqa: S608  only table names of our own
            {"waiting": State.WAITING, "flying": State.IN_FLIGHT, "now": clock.now(), "limit": limit,
             "lease": timezone.now() + LEASE, "tokens": tokens},
        )  # fmt: skip
        rows = sorted(cursor.fetchall(), key=lambda row: (row[6], row[7]))
    _drain_bucket("text", sum(row[5] for row in rows))
    return [
        Item(id=row[0], kind="text", to=_open(TEXTS, "to", row[0], row[1]), body=_open(TEXTS, "body", row[0], row[2]),
             reference=row[3], attempts=row[4])
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def claim_orders(limit: int) -> list[Item]:
    """Take call orders that are due: redirects and ends at once, rings as fast as the carrier allows calls."""
    tokens = _fill_bucket("voice", settings.CARRIER_CALLS_PER_SECOND)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH picked AS (
              SELECT id, wish, created_at FROM {ORDERS}
              WHERE state = %(waiting)s AND due_at <= %(now)s AND expires_at > %(now)s
              ORDER BY due_at, created_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
            counted AS (
              SELECT id, wish, row_number() OVER (PARTITION BY wish = %(ring)s ORDER BY created_at, id) AS place FROM picked)
            UPDATE {ORDERS} AS o SET state = %(flying)s, leased_until = %(lease)s, attempts = attempts + 1
            FROM counted WHERE o.id = counted.id AND (counted.wish <> %(ring)s OR counted.place <= %(tokens)s)
            RETURNING o.id, o.wish, o."to", o.reference, o.attempts, o.token, o.step, o.call_sid, o.ring_seconds
            """,  # noqa: S608
            {"waiting": State.WAITING, "flying": State.IN_FLIGHT, "now": clock.now(), "limit": limit, "ring": CallWish.RING,
             "lease": timezone.now() + LEASE, "tokens": max(0, tokens)},
        )  # fmt: skip
        rows = cursor.fetchall()
    _drain_bucket("voice", sum(row[1] == CallWish.RING for row in rows))
    return [
        Item(id=row[0], kind=row[1], to=_open(ORDERS, "to", row[0], row[2]), body="", reference=row[3], attempts=row[4],
             token=row[5], step=row[6], call_sid=row[7] or _sid_of(row[5]), ring_seconds=row[8])
        for row in rows
    ]  # fmt: skip


def _open(table: str, column: str, key: UUID, sealed: bytes | None) -> str:
    return unseal(bytes(sealed), context=f"{table}.{column}.{key}") if sealed else ""


def _sid_of(token: str) -> str:
    """The call that was placed with this token, if the carrier has named it."""
    rung = CallOrder.objects.filter(token=token, wish=CallWish.RING).exclude(provider_sid=None)
    return rung.values_list("provider_sid", flat=True).first() or ""


def _fill_bucket(name: str, rate: int) -> float:
    """Tokens in the bucket now; its row stays locked until the claim commits, so that two senders share one bucket."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_senderbucket (name, tokens, filled_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [name, float(rate), now],
        )
        cursor.execute(
            "UPDATE messaging_senderbucket SET tokens = least(%(rate)s, tokens + greatest(0,"
            " extract(epoch FROM %(now)s - filled_at)) * %(rate)s), filled_at = greatest(filled_at, %(now)s)"
            " WHERE name = %(name)s RETURNING tokens",
            {"rate": float(rate), "now": now, "name": name},
        )
        return float(cursor.fetchone()[0])


def _drain_bucket(name: str, used: int) -> None:
    if used:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE messaging_senderbucket SET tokens = tokens - %s WHERE name = %s", [used, name])


def note(outcomes: Sequence[Outcome]) -> None:
    """Write down what came of a batch: forward only, in one statement for each table."""
    for table, batch in (
        (TEXTS, [o for o in outcomes if o.item.kind == "text"]),
        (ORDERS, [o for o in outcomes if o.item.kind != "text"]),
    ):
        if batch:
            _note(table, batch)
    for outcome in outcomes:
        if outcome.state == State.FAILED:
            note_refusal(outcome.item.id, kind=outcome.item.kind, code=outcome.code)


def _note(table: str, batch: Sequence[Outcome]) -> None:
    now, house_now = timezone.now(), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} AS row SET
              state = CASE WHEN row.state = %(flying)s THEN new.state ELSE greatest(row.state, new.state) END,
              provider_sid = coalesce(new.sid, row.provider_sid),
              error_code = CASE WHEN new.code = '' THEN row.error_code ELSE new.code END,
              leased_until = CASE WHEN new.unsure THEN %(now)s + interval '2 seconds' END,
              due_at = CASE WHEN new.retry > 0 THEN %(house)s + new.retry * interval '1 second' ELSE row.due_at END,
              handed_over_at = CASE WHEN new.state >= %(handed)s THEN %(house)s ELSE row.handed_over_at END
            FROM unnest(%(ids)s::uuid[], %(states)s::int[], %(sids)s::text[], %(codes)s::text[], %(retries)s::float[],
                        %(unsures)s::bool[]) AS new(id, state, sid, code, retry, unsure)
            WHERE row.id = new.id AND (row.state = %(flying)s OR new.state >= %(handed)s)
            """,  # noqa: S608
            {"flying": State.IN_FLIGHT, "handed": State.HANDED_OVER, "now": now, "house": house_now,
             "ids": [o.item.id for o in batch], "states": [int(o.state) for o in batch], "sids": [o.sid for o in batch],
             "codes": [o.code for o in batch], "retries": [o.retry_seconds for o in batch],
             "unsures": [o.unsure for o in batch]},
        )  # fmt: skip


@transaction.atomic
def claim_lapsed(limit: int) -> list[Item]:
    """Take over rows whose sender died or never learned the outcome, to look them up at the carrier."""
    items: list[Item] = []
    now = timezone.now()
    models: tuple[type[OutgoingMessage] | type[CallOrder], ...] = (OutgoingMessage, CallOrder)
    for model in models:
        rows = model.objects.select_for_update(skip_locked=True).filter(state=State.IN_FLIGHT, leased_until__lt=now)
        for row in list(rows[:limit]):
            assert isinstance(row, OutgoingMessage | CallOrder)
            items.append(_lapsed_item(row))
            row.leased_until = now + LEASE
            row.save(update_fields=["leased_until"])
    return items


def _lapsed_item(row: OutgoingMessage | CallOrder) -> Item:
    to = row.to.reveal() if row.to else ""
    if isinstance(row, OutgoingMessage):
        body, kind = row.body.reveal(), "text"
        return Item(row.id, kind, to, body, row.reference, row.attempts, claimed_before=row.leased_until)
    return Item(
        row.id, row.wish, to, "", row.reference, row.attempts, token=row.token, step=row.step,
        call_sid=row.call_sid or _sid_of(row.token), ring_seconds=row.ring_seconds, claimed_before=row.leased_until,
    )  # fmt: skip


def unknown_sids(sids: Sequence[str]) -> list[str]:
    """Those of the carrier's ids that no row of ours has, in the same order."""
    known = set(OutgoingMessage.objects.filter(provider_sid__in=sids).values_list("provider_sid", flat=True))
    known |= set(CallOrder.objects.filter(provider_sid__in=sids).values_list("provider_sid", flat=True))
    return [sid for sid in sids if sid not in known]


def anything_waiting() -> bool:
    """Whether rows are due that no sender has taken."""
    due = {"state": State.WAITING, "due_at__lte": clock.now(), "expires_at__gt": clock.now()}
    return OutgoingMessage.objects.filter(**due).exists() or CallOrder.objects.filter(**due).exists()


@transaction.atomic
def expire_rows() -> int:
    """A stale alert is worse than none: what was not handed over in time never will be."""
    late = {"state": State.WAITING, "expires_at__lte": clock.now()}
    return OutgoingMessage.objects.filter(**late).update(state=State.EXPIRED) + CallOrder.objects.filter(**late).update(
        state=State.EXPIRED
    )


@transaction.atomic
def note_trouble(name: str, said: str) -> None:
    """The carrier does not take what we hand over: say so on the boards, once."""
    row, _new = CarrierHealth.objects.select_for_update().get_or_create(name=name)
    if row.trouble_since is None:
        row.trouble_since, row.said = clock.now(), said[:60]
        row.save(update_fields=["trouble_since", "said"])
        publish("outbox", urgent=True)
        announce(CarrierTroubled(row.trouble_since))


@transaction.atomic
def note_well(name: str) -> None:
    """The carrier answers again."""
    if CarrierHealth.objects.filter(name=name).exclude(trouble_since=None).update(trouble_since=None, said=""):
        publish("outbox")
        announce(CarrierWell())
