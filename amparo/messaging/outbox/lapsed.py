"""Rows whose sender died or never learned the outcome: looked up at the carrier before they are sent again.

A text of ours carries no mark in its words. The carrier's callbacks carry our reference and settle a row at once; until one
comes, its list is read: same number, same words, not made before the row was claimed, and nobody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.messaging.enums import CallWish, State
from amparo.messaging.models import CallOrder, OutgoingMessage, ProviderEvent
from amparo.messaging.outbox.claims import LEASE, Item, Outcome, sid_of

# A list may not show yet what was just taken: this long after the claim "nothing there" is not believed.
SETTLE = timedelta(seconds=6)
EARLIER = timedelta(seconds=3)  # both clocks tell whole seconds


@dataclass(frozen=True)
class Taken:
    """One row of the carrier's list; ``made_at`` by our clock."""

    sid: str
    body: str | None
    made_at: datetime


@transaction.atomic
def claim_lapsed(limit: int) -> list[Item]:
    """Take over rows whose lease is over. Whoever held them before may only still tell that the carrier took them."""
    items: list[Item] = []
    now = timezone.now()
    models: tuple[type[OutgoingMessage] | type[CallOrder], ...] = (OutgoingMessage, CallOrder)
    for model in models:
        rows = model.objects.select_for_update(skip_locked=True).filter(state=State.IN_FLIGHT, leased_until__lt=now)
        for row in list(rows.order_by("lane", "created_at")[:limit]):
            assert isinstance(row, OutgoingMessage | CallOrder)
            row.attempts += 1
            items.append(_item(row))
            row.leased_until = now + LEASE
            row.save(update_fields=["leased_until", "attempts"])
    return items


def _item(row: OutgoingMessage | CallOrder) -> Item:
    to = row.to.reveal() if row.to else ""
    if isinstance(row, OutgoingMessage):
        return Item(row.id, "text", to, row.body.reveal(), row.reference, row.attempts, claimed_at=row.claimed_at)
    return Item(
        row.id, row.wish, to, "", row.reference, row.attempts, token=row.token, step=row.step, claimed_at=row.claimed_at,
        call_sid=row.call_sid or sid_of(row.token), ring_seconds=row.ring_seconds,
    )  # fmt: skip


def by_number(items: Sequence[Item]) -> list[list[Item]]:
    """What is asked about with one list of the carrier: texts to one number, or calls to one number."""
    groups: dict[tuple[bool, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.kind == "text", item.to), []).append(item)
    return list(groups.values())


def is_repeatable(item: Item) -> bool:
    """Asking twice to end or redirect a call does the same as once."""
    return item.kind in (CallWish.END, CallWish.REDIRECT)


def settle(items: Sequence[Item], taken: Sequence[Taken]) -> list[Outcome]:
    """What the carrier's list says about these rows to one number: each of its rows answers for at most one of ours."""
    left = _nobodys(sorted(taken, key=lambda row: row.made_at))
    outcomes = []
    for item in sorted(items, key=lambda each: each.claimed_at or timezone.now()):
        found = next((row for row in left if _may_be(row, item)), None)
        if found is not None:
            left.remove(found)
            outcomes.append(Outcome(item, State.HANDED_OVER, sid=found.sid, guessed=True))
        elif item.claimed_at and timezone.now() - item.claimed_at < SETTLE:
            outcomes.append(Outcome(item, State.IN_FLIGHT, code="unknown", unsure=True))
        else:
            outcomes.append(Outcome(item, State.WAITING, retry_seconds=0.1))
    return outcomes


def _may_be(row: Taken, item: Item) -> bool:
    since = (item.claimed_at or timezone.now() - LEASE) - EARLIER
    return row.made_at >= since and (item.kind != "text" or row.body == item.body)


def _nobodys(taken: Sequence[Taken]) -> list[Taken]:
    """Those of the carrier's rows that no row of ours has."""
    sids = [row.sid for row in taken]
    known = set(OutgoingMessage.objects.filter(provider_sid__in=sids).values_list("provider_sid", flat=True))
    known |= set(CallOrder.objects.filter(provider_sid__in=sids).values_list("provider_sid", flat=True))
    spare = ProviderEvent.objects.filter(id__in=[f"spare:{sid}" for sid in sids]).values_list("id", flat=True)
    known |= {event.removeprefix("spare:") for event in spare}
    return [row for row in taken if row.sid not in known]
