"""What the board and the pages ask for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When
from django.utils.functional import cached_property

from amparo.core import clock
from amparo.geo.cells import distance_m
from amparo.messaging.models import InboundText
from amparo.response.enums import OPEN_REPORTS, OUT, WEB, AskState, ReportState
from amparo.response.models import Activation, Alarm, Answer, Ask, LadderStep, Quota, Report, Source

NEAR_M, NEAR_MINUTES = 1_600, 90
NEAR_DEGREES = 0.03
TO_READ = ("unclear", "conditional", "question", "emergency")
TO_READ_STATES = (AskState.UNCLEAR, AskState.CONDITIONAL)


def board_reports() -> QuerySet[Report]:
    """Reports that are open or have people out, the newest first, those of a flood last, with what a card shows of them."""
    busy = Ask.objects.filter(state__in=OUT).values("activation__report")
    activations = Activation.objects.filter(Q(ending=None) | Q(asks__state__in=OUT)).distinct()
    with_people = Prefetch("asks", Ask.objects.select_related("person").order_by("distance_m"))
    activations = activations.select_related("ending").prefetch_related(with_people, "quotas", "ladder")
    return (
        Report.objects.filter(Q(state__in=OPEN_REPORTS) | Q(pk__in=busy), same_as=None)
        .prefetch_related(Prefetch("activations", activations.order_by("letter")), "sources", "others__sources")
        .order_by("low", "-created_at")[:60]
    )


def past_reports() -> QuerySet[Report]:
    """The last reports that are over, the newest first."""
    return Report.objects.exclude(state__in=OPEN_REPORTS).filter(same_as=None).order_by("-created_at")[:60]


def still_out() -> QuerySet[Ask]:
    """People who are not home yet, of activations that have ended too."""
    return (
        Ask.objects.filter(state__in=OUT)
        .select_related("person", "activation")
        .order_by("activation__letter", "moved_at")
    )


def open_alarms() -> QuerySet[Alarm]:
    """Alarms that nobody has taken, oldest first."""
    return Alarm.objects.filter(taken_at=None).select_related("activation", "ask__person").order_by("created_at")


def unread_answers() -> list[Answer]:
    """Answers that a person must read, each with its text: unclear, conditional, questions, emergencies.

    Emergencies and then the oldest first.
    """
    found = list(
        Answer.objects.filter(got__in=TO_READ, read_by=None)
        .filter(Q(ask__activation__ending=None) | Q(ask__state__in=OUT))
        .select_related("ask__person", "ask__activation")
        .order_by(Case(When(got="emergency", then=0), default=1), "created_at")
    )
    texts = InboundText.objects.in_bulk([answer.origin for answer in found if answer.origin])
    for answer in found:
        answer.text = texts.get(answer.origin) if answer.origin else None
    return found


def quota_state(activation: Activation) -> list[tuple[Quota, int]]:
    """For each role: how many are wanted, how many go or are there."""
    counts = {
        row["role"]: row["n"]
        for row in activation.asks.filter(state__in=OUT).values("role").annotate(n=Count("id"))
    }  # fmt: skip
    return [(quota, counts.get(quota.role, 0)) for quota in activation.quotas.order_by("pk")]


def missing_roles(activation: Activation) -> list[tuple[Quota, int]]:
    """The roles that still need people, and how many."""
    return [(quota, quota.wanted - going) for quota, going in quota_state(activation) if going < quota.wanted]


def next_step(activation: Activation) -> LadderStep | None:
    """What happens next by itself."""
    return activation.ladder.filter(done_at=None).order_by("due_at", "created_at").first()


def independent_sources(report: Report) -> list[Source]:
    """The sources of this report and of those that say the same, each caller and each person once."""
    rows = Source.objects.filter(Q(report=report) | Q(report__same_as=report)).order_by("created_at")
    return once_each(rows.select_related("person", "report"))


def counting_sources(report: Report) -> list[Source]:
    """The sources that a confirmation may rest on. What came through the web without a name supports it, and never counts."""
    return [source for source in independent_sources(report) if source.caller != WEB]


def once_each(sources: Iterable[Source]) -> list[Source]:
    """Two calls from one phone are one source, and so are two words of one person."""
    kept: dict[str, Source] = {}
    for source in sources:
        kept.setdefault(source.caller or str(source.person_id or source.origin), source)
    return list(kept.values())


def near_duplicates(report: Report) -> list[tuple[Report, int, int]]:
    """Reports near in place and time that stand by themselves: the report, metres apart, minutes apart; nearest first."""
    near = reports_near(report.lat, report.lon, exclude=report, at=report.created_at)
    return [each for each in near if each[0].same_as_id is None]


def reports_near(
    lat: float, lon: float, *, exclude: Report | None = None, at: datetime | None = None
) -> list[tuple[Report, int, int]]:
    """Reports within a mile and ninety minutes of this moment (now): the report, metres away, minutes apart."""
    at = at or clock.now()
    around = (at - timedelta(minutes=NEAR_MINUTES), at + timedelta(minutes=NEAR_MINUTES))
    box = {
        "lat__range": (lat - NEAR_DEGREES, lat + NEAR_DEGREES),
        "lon__range": (lon - NEAR_DEGREES, lon + NEAR_DEGREES),
    }
    rows = Report.objects.filter(created_at__range=around, **box).exclude(state="past")
    if exclude is not None:
        rows = rows.exclude(pk=exclude.pk)
    near = [(row, int(distance_m(lat, lon, row.lat, row.lon))) for row in rows]
    minutes = {row.pk: int(abs((at - row.created_at).total_seconds()) // 60) for row, _metres in near}
    return sorted(((r, m, minutes[r.pk]) for r, m in near if m <= NEAR_M), key=lambda each: (each[1], each[2]))


def is_over(activation: Activation) -> bool:
    """Whether the activation has ended."""
    return hasattr(activation, "ending")


@dataclass(frozen=True)
class Card:
    """One report as the board shows it; everything is counted from rows that were fetched before."""

    report: Report

    @cached_property
    def activations(self) -> list[Activation]:
        return list(self.report.activations.all())

    @cached_property
    def asks(self) -> list[Ask]:
        return [ask for activation in self.activations for ask in activation.asks.all()]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(ask.state for ask in self.asks)

    @property
    def sources(self) -> int:
        others = [source for other in self.report.others.all() for source in other.sources.all()]
        return len(once_each([*self.report.sources.all(), *others]))

    @property
    def in_danger(self) -> int:
        return self.counts[AskState.HELP] + self.counts[AskState.MISSED]

    @property
    def out(self) -> int:
        return sum(self.counts[state] for state in OUT)

    @property
    def alone(self) -> bool:
        """Nobody goes alone: one person out of an open activation is said aloud."""
        return self.out == 1 and any(not is_over(activation) for activation in self.activations)

    @property
    def verified(self) -> bool:
        return self.report.state == ReportState.CONFIRMED

    @property
    def tone(self) -> str:
        """How the card looks: somebody in danger, yours to do now, or nothing special."""
        if self.in_danger:
            return "danger"
        return "now" if self.report.state in (ReportState.NEW, ReportState.CONFIRMED) else ""

    @cached_property
    def missing(self) -> list[tuple[Quota, int]]:
        """The roles of its open activations that still need people."""
        found = []
        for activation in self.activations:
            if is_over(activation):
                continue
            going = Counter(ask.role for ask in activation.asks.all() if ask.state in OUT)
            quotas = sorted(activation.quotas.all(), key=lambda quota: quota.pk)
            found += [(q, q.wanted - going[q.role]) for q in quotas if going[q.role] < q.wanted]
        return found

    @property
    def next_step(self) -> LadderStep | None:
        """What happens next by itself, while people are missing."""
        steps = [
            step for activation in self.activations for step in activation.ladder.all()
            if step.done_at is None and not is_over(activation)
        ]  # fmt: skip
        return min(steps, key=lambda step: (step.due_at, step.created_at)) if steps and self.missing else None

    @property
    def people(self) -> list[Ask]:
        """Those a dispatcher looks after now: who is out, and who waits for a word."""
        order: dict[str, int] = {state: place for place, state in enumerate((*reversed(OUT), *TO_READ_STATES))}
        return sorted((ask for ask in self.asks if ask.state in order), key=lambda ask: order[ask.state])


def cards() -> list[Card]:
    """The board's cards: people in danger first, then what needs somebody now, then the newest."""
    rank = {"danger": 0, "now": 1, "": 2}
    return sorted((Card(report) for report in board_reports()), key=lambda card: (rank[card.tone], card.report.low))
