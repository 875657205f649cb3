"""Reads: who wants no texts, what a text will cost and when the last one leaves, how the carrier is."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from amparo.messaging import segments, texts
from amparo.messaging.enums import LOOKS, CallWish, Lane, State
from amparo.messaging.models import CallOrder, CarrierCopy, CarrierHealth, InboundText, OptOut, OutgoingMessage

MOST = 200


def opted_out(indexes: Iterable[str]) -> set[str]:
    """Which of these numbers, by keyed hash, want no texts."""
    return set(OptOut.objects.filter(index__in=list(indexes)).values_list("index", flat=True))


def opted_out_at(indexes: Iterable[str]) -> dict[str, datetime]:
    """Which of these numbers, by keyed hash, want no texts, and since when."""
    return dict(OptOut.objects.filter(index__in=list(indexes)).values_list("index", "created_at"))


@dataclass(frozen=True)
class Cost:
    """What a text costs in one language: how many people, its words, encoding, segments each, and the letters that cost."""

    language: str
    people: int
    words: str
    encoding: str
    segments: int
    costly: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What will be sent: the words per language, all segments, and the seconds until the last text is handed over."""

    costs: list[Cost]
    texts: int
    segments: int
    last_after_seconds: int


def preview(template: str, languages: Iterable[str], *, lane: Lane, values: Mapping[str, str] | None = None) -> Preview:
    """What this template would cost for readers of these languages, and when the last text leaves under the carrier's limit."""
    costs = []
    for language, people in sorted(Counter(languages).items(), key=lambda pair: (-pair[1], pair[0])):
        words = texts.render(template, language, {**texts.SAMPLE, **(values or {}), "network": settings.NETWORK_NAME})
        cost = segments.count(words)
        costs.append(Cost(language, people, words, cost.encoding, cost.segments, cost.costly))
    total = sum(cost.people * cost.segments for cost in costs)
    before = OutgoingMessage.objects.filter(state=State.WAITING, lane__lte=lane).aggregate(n=Sum("segments"))["n"] or 0
    seconds = math.ceil((before + total) / settings.CARRIER_SEGMENTS_PER_SECOND)
    return Preview(costs, sum(cost.people for cost in costs), total, seconds)


def last_ring_after(count: int) -> int:
    """The seconds until the last of so many more calls rings, under the carrier's limit and behind those that wait."""
    if not count:
        return 0
    before = CallOrder.objects.filter(state=State.WAITING, wish=CallWish.RING).count()
    return math.ceil((before + count) / settings.CARRIER_CALLS_PER_SECOND)


def carrier_trouble() -> CarrierHealth | None:
    """The carrier's trouble, if it does not take what we hand over."""
    return CarrierHealth.objects.exclude(trouble_since=None).order_by("trouble_since").first()


def waiting_counts() -> dict[int, int]:
    """How many texts wait in each lane."""
    rows = (
        OutgoingMessage.objects.filter(state__in=[State.WAITING, State.IN_FLIGHT])
        .values("lane")
        .annotate(n=Count("id"))
    )
    return {row["lane"]: row["n"] for row in rows}


def outbox(look: str = "") -> QuerySet[OutgoingMessage]:
    """The outbox, the newest first, without words and numbers; only one look of its states when one is named."""
    found = OutgoingMessage.objects.defer("to", "body").order_by("-created_at", "-id")
    return found.filter(state__in=[state for state, name in LOOKS.items() if name == look]) if look else found


def copies_at_carrier(before: datetime) -> int:
    """How many texts from before this moment still lie at the carrier."""
    return CarrierCopy.objects.filter(since__lt=before).count()


def count_opted_out() -> int:
    """How many numbers want no texts."""
    return OptOut.objects.count()


def late_messages(at: datetime) -> QuerySet[OutgoingMessage]:
    """Texts that should have left and did not."""
    return OutgoingMessage.objects.filter(Q(state=State.WAITING, due_at__lt=at) | Q(state=State.EXPIRED))


Line = tuple[datetime, str, InboundText | OutgoingMessage]


def thread_with(index: str) -> list[Line]:
    """The newest texts from and to one number, oldest first: moment, "in" or "out", the row. Whoever shows it records that.

    The words of what came in are closed to whoever may read them; the house has only its own.
    """
    theirs = InboundText.objects.filter(index=index).exclude(words=None).order_by("-created_at")[:MOST]
    ours = OutgoingMessage.objects.filter(index=index).exclude(body=None).order_by("-created_at")[:MOST]
    lines: list[Line] = [(text.created_at, "in", text) for text in theirs]
    return sorted([*lines, *((text.created_at, "out", text) for text in ours)], key=lambda line: line[0])
