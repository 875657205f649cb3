"""What the board and the pages ask for."""

from datetime import timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from amparo.core import clock
from amparo.geo.cells import distance_m
from amparo.response.enums import OUT
from amparo.response.models import Activation, Alarm, Answer, Ask, LadderStep, Quota, Report

NEAR_M, NEAR_MINUTES = 1_600, 90
NEAR_DEGREES = 0.03


def board_reports() -> QuerySet[Report]:
    """Open reports, the newest first, with their open activations."""
    activations = Activation.objects.open().prefetch_related("asks", "quotas", "ladder").order_by("letter")
    return (
        Report.objects.open()
        .prefetch_related(Prefetch("activations", activations), "sources")
        .order_by("-created_at")[:60]
    )


def past_reports() -> QuerySet[Report]:
    """The last reports that are over."""
    return Report.objects.exclude(pk__in=Report.objects.open()).order_by("-created_at")[:30]


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


def unread_answers(activation: Activation) -> QuerySet[Answer]:
    """Answers that a person must read: unclear, conditional, questions, emergencies."""
    wanted = Q(got__in=["unclear", "conditional", "question", "emergency"])
    return (
        Answer.objects.filter(wanted, ask__activation=activation, read_by=None)
        .select_related("ask__person")
        .order_by("created_at")
    )


def people_of(activation: Activation) -> QuerySet[Ask]:
    """Everybody asked, those who go first, then by distance."""
    return activation.asks.select_related("person").order_by("state", "distance_m")


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
    return activation.ladder.filter(done_at=None).order_by("due_at").first()


def near_duplicates(report: Report) -> list[tuple[Report, int, int]]:
    """Open reports near in place and time: the report, metres and minutes apart, nearest first."""
    return reports_near(report.lat, report.lon, exclude=report)


def reports_near(lat: float, lon: float, *, exclude: Report | None = None) -> list[tuple[Report, int, int]]:
    """Reports of the last ninety minutes within a mile: the report, metres away, minutes ago."""
    since = clock.now() - timedelta(minutes=NEAR_MINUTES)
    box = {
        "lat__range": (lat - NEAR_DEGREES, lat + NEAR_DEGREES),
        "lon__range": (lon - NEAR_DEGREES, lon + NEAR_DEGREES),
    }
    rows = Report.objects.filter(created_at__gte=since, **box).exclude(state="past")
    if exclude is not None:
        rows = rows.exclude(pk=exclude.pk)
    near = [(row, int(distance_m(lat, lon, row.lat, row.lon))) for row in rows]
    minutes = {row.pk: int((clock.now() - row.created_at).total_seconds() // 60) for row, _metres in near}
    return sorted(((r, m, minutes[r.pk]) for r, m in near if m <= NEAR_M), key=lambda each: (each[1], each[2]))


def is_over(activation: Activation) -> bool:
    """Whether the activation has ended."""
    return hasattr(activation, "ending")
