"""What came of handing over is written down here: forward only, in bulk, and one bad row never holds up the others."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.messaging.carrier_news import note_refusal, release_guess
from amparo.messaging.enums import STOP_ANSWER, State
from amparo.messaging.events import CallOrderFailed
from amparo.messaging.models import CallOrder, OutgoingMessage
from amparo.messaging.outbox.claims import OPTOUTS, ORDERS, TEXTS, Outcome


def note(outcomes: Sequence[Outcome]) -> None:
    """Write down what came of a batch: one statement for each table, unless two rows claim the same id of the carrier."""
    try:
        _note_all(outcomes)
    except IntegrityError:
        for outcome in outcomes:
            _note_one(outcome)
    for outcome in outcomes:
        if outcome.state == State.FAILED:
            note_refusal(outcome.item.id, kind=outcome.item.kind, code=outcome.code)


@transaction.atomic
def _note_all(outcomes: Sequence[Outcome]) -> None:
    for table, batch in (
        (TEXTS, [o for o in outcomes if o.item.kind == "text"]),
        (ORDERS, [o for o in outcomes if o.item.kind != "text"]),
    ):
        taken, others = [o for o in batch if _is_taken(o)], [o for o in batch if not _is_taken(o)]
        if taken:
            _note_taken(table, taken)
        if others:
            _note(table, others)


def _note_one(outcome: Outcome) -> None:
    """What the carrier told us outranks what was found in its list; a guess that loses is looked up again."""
    try:
        with transaction.atomic():
            if outcome.sid and not outcome.guessed:
                release_guess(outcome.sid, keep=outcome.item.id)
            _note_all([outcome])
    except IntegrityError:
        return


def _is_taken(outcome: Outcome) -> bool:
    """Whether the carrier took this row and named it: what comes of nearly all of them."""
    _item, state, sid, code, retry_seconds, unsure, guessed = outcome
    return bool(sid) and state == State.HANDED_OVER and not (code or retry_seconds or unsure or guessed)


def _note_taken(table: str, batch: Sequence[Outcome]) -> None:
    """What ``_note`` does with such rows, in three columns instead of eight."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} AS row SET
              state = CASE WHEN row.state = %(flying)s THEN %(handed)s ELSE greatest(row.state, %(handed)s) END,
              state_at = CASE WHEN row.state <= %(flying)s THEN %(house)s ELSE row.state_at END,
              provider_sid = CASE WHEN row.provider_sid IS NULL OR row.guessed THEN new.sid ELSE row.provider_sid END,
              guessed = false, leased_until = NULL, handed_over_at = %(house)s
            FROM unnest(%(ids)s::uuid[], %(sids)s::text[]) AS new(id, sid) WHERE row.id = new.id
            """,  # noqa: S608
            {"flying": State.IN_FLIGHT, "handed": State.HANDED_OVER, "house": clock.now(),
             "ids": [o.item.id for o in batch], "sids": [o.sid for o in batch]},
        )  # fmt: skip


def _note(table: str, batch: Sequence[Outcome]) -> None:
    now, house_now = timezone.now(), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} AS row SET
              state = CASE WHEN row.state = %(flying)s THEN new.state ELSE greatest(row.state, new.state) END,
              state_at = CASE WHEN row.state = %(flying)s OR new.state > row.state THEN %(house)s ELSE row.state_at END,
              provider_sid = CASE WHEN new.sid IS NOT NULL AND (row.provider_sid IS NULL OR row.guessed AND NOT new.guessed)
                THEN new.sid ELSE row.provider_sid END,
              guessed = CASE WHEN new.sid IS NULL THEN row.guessed
                ELSE (row.provider_sid IS NULL OR row.guessed) AND new.guessed END,
              error_code = CASE WHEN new.code = '' THEN row.error_code ELSE new.code END,
              leased_until = CASE WHEN new.unsure THEN %(now)s + interval '2 seconds' END,
              due_at = CASE WHEN new.retry > 0 THEN %(house)s + new.retry * interval '1 second' ELSE row.due_at END,
              handed_over_at = CASE WHEN new.state = %(handed)s THEN %(house)s ELSE row.handed_over_at END
            FROM unnest(%(ids)s::uuid[], %(states)s::int[], %(sids)s::text[], %(codes)s::text[], %(retries)s::float[],
                        %(unsures)s::bool[], %(attempts)s::int[], %(guesses)s::bool[])
              AS new(id, state, sid, code, retry, unsure, attempts, guessed)
            WHERE row.id = new.id AND (
              (row.state = %(flying)s AND row.attempts = new.attempts) OR new.state BETWEEN %(handed)s AND %(delivered)s)
            """,  # noqa: S608
            {"flying": State.IN_FLIGHT, "handed": State.HANDED_OVER, "delivered": State.DELIVERED, "now": now, "house": house_now,
             "ids": [o.item.id for o in batch], "states": [int(o.state) for o in batch], "sids": [o.sid for o in batch],
             "codes": [o.code for o in batch], "retries": [o.retry_seconds for o in batch],
             "unsures": [o.unsure for o in batch], "attempts": [o.item.attempts for o in batch],
             "guesses": [o.guessed for o in batch]},
        )  # fmt: skip


@transaction.atomic
def expire_rows() -> int:
    """A stale alert is worse than none: what was not handed over in time never will be. Returns how many rows."""
    late = {"state": State.WAITING, "expires_at__lte": clock.now()}
    texts = OutgoingMessage.objects.filter(**late).update(state=State.EXPIRED, state_at=clock.now())
    orders = list(CallOrder.objects.select_for_update(skip_locked=True).filter(**late))
    CallOrder.objects.filter(pk__in=[order.pk for order in orders]).update(state=State.EXPIRED, state_at=clock.now())
    for order in orders:
        announce(CallOrderFailed(order.token, order.step, "expired"))
    if texts or orders:
        publish("outbox")
    return texts + len(orders)


@transaction.atomic
def silence_rows() -> int:
    """What was written in the moment in which its reader opted out is marked so, and never handed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TEXTS} AS t SET state = %s, state_at = %s FROM {OPTOUTS} AS o"  # noqa: S608
            " WHERE o.index = t.index AND t.state = %s AND t.template <> %s",
            [State.OPTED_OUT, clock.now(), State.WAITING, STOP_ANSWER],
        )
        return int(cursor.rowcount)
