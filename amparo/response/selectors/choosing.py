"""Who is asked: the nearest eligible people for each role, by great-circle distance, and why each other one is not.

PostgreSQL's index over plain points finds candidates in the order of a flat map; they are ranked again by the sphere, and more
are fetched until no point that was not fetched could be nearer. So the result is exact, without an extension.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.geo.cells import distance_m
from amparo.messaging.selectors import opted_out
from amparo.people.enums import Purpose as Consented
from amparo.people.models import Person
from amparo.people.selectors import consenting, is_quiet, texting_indexes
from amparo.response.enums import OUT, ROLE_COURSES, AskState, Role
from amparo.response.models import Ask, Report
from amparo.response.selectors.reports import callers, reporters

FLAT = 0.7398  # cosine of the latitude at which the flat map is true
METRES_A_DEGREE = 111_195.0
# Within two degrees of latitude of the flat map's own, a flat distance is at most this much longer than the true one.
STRETCH = 0.955
REST = timedelta(hours=8)
FARTHEST = 9e9


@dataclass(frozen=True)
class Wish:
    """How many people of one role; ``language`` for the role that speaks it."""

    role: str
    wanted: int
    language: str = ""


@dataclass(frozen=True)
class Candidate:
    """One person of the roster and how far they live, in metres to the middle of their cell."""

    person: UUID
    distance: float


@dataclass
class Choice:
    """Who would be asked, role by role, nearest first; why others are not; and which roles nobody can fill."""

    chosen: list[tuple[Candidate, str]] = field(default_factory=list)
    passed_over: list[tuple[Candidate, str]] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    phones: set[str] = field(default_factory=set)

    @property
    def left_out(self) -> dict[str, int]:
        """How many people are passed over for which reason."""
        return dict(Counter(reason for _candidate, reason in self.passed_over))


def nearest(lat: float, lon: float, wish: Wish, *, radius_m: float, on: date) -> Iterator[Candidate]:
    """Trained people for this role within the radius, nearest first, exactly; lazily, in growing batches.

    Of two people equally near, whoever was asked longest ago comes first.
    """
    given: set[UUID] = set()
    limit = 66
    while True:
        rows = _fetch(lat, lon, wish, on, limit)
        ranked = sorted((distance_m(lat, lon, row[1], row[2]), row[4], row[0]) for row in rows)
        exhausted = len(rows) < limit
        sure = FARTHEST if exhausted else STRETCH * METRES_A_DEGREE * float(rows[-1][3])
        for distance, _asked, person in ranked:
            if distance > min(sure, radius_m):
                break
            if person not in given:
                given.add(person)
                yield Candidate(person, distance)
        if exhausted or sure > radius_m:
            return
        limit *= 4


def _fetch(
    lat: float, lon: float, wish: Wish, on: date, limit: int
) -> list[tuple[UUID, float, float, float, datetime]]:
    where, values = "", []
    if wish.language:
        where += " AND languages ? %s"
        values.append(wish.language)
    if course := ROLE_COURSES.get(Role(wish.role)):
        where += " AND skills->>%s >= %s"
        values += [course, on.isoformat()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "SELECT person_id, lat, lon, spot <-> point(%s, %s), coalesce(asked_at, timestamptz 'epoch')"  # noqa: S608
            f" FROM response_roster WHERE trained_until >= %s{where}"
            " ORDER BY spot <-> point(%s, %s) LIMIT %s",
            [lon * FLAT, lat, on, *values, lon * FLAT, lat, limit],
        )
        rows: list[tuple[UUID, float, float, float, datetime]] = cursor.fetchall()
        return rows


def choose(
    report: Report, wishes: Iterable[Wish], *, radius_km: float, spare: float = 1.0, never: Iterable[UUID] = ()
) -> Choice:
    """Pick the nearest eligible people for each role: ``spare`` times more than wanted, because some cannot come.

    ``never`` are people who were asked already. Nobody is picked twice. Rare roles come first.
    """
    choice, taken = Choice(), set(never)
    now = clock.now()
    order = list(Role)
    for wish in sorted(wishes, key=lambda each: order.index(Role(each.role))):
        want = round(wish.wanted * (1 + spare)) if wish.wanted else 0
        found = _pick(report, wish, want, radius_km * 1000, taken, choice, now)
        if found < wish.wanted:
            choice.missing[wish.role] = wish.wanted - found
    return choice


def _pick(
    report: Report, wish: Wish, want: int, radius_m: float, taken: set[UUID], choice: Choice, now: datetime
) -> int:
    found, batch = 0, []
    stream = nearest(report.lat, report.lon, wish, radius_m=radius_m, on=timezone.localdate(now))
    while found < want:
        batch = [each for _n, each in zip(range(64), stream, strict=False)]
        if not batch:
            break
        ids = [each.person for each in batch]
        reasons, phones = why_not(ids, report, now), texting_indexes(ids)
        for each in batch:
            if each.person in taken or found >= want:
                continue
            taken.add(each.person)
            reason = reasons.get(each.person) or ("same_phone" if phones[each.person] in choice.phones else "")
            if reason:
                choice.passed_over.append((each, reason))
                continue
            choice.phones.add(phones[each.person])
            choice.chosen.append((each, wish.role))
            found += 1
    return found


def why_not(people: list[UUID], report: Report | None, now: datetime) -> dict[UUID, str]:
    """For each of these people who cannot be asked now: the one reason that a dispatcher reads."""
    indexes = texting_indexes(people)
    silent = opted_out(indexes.values())
    agreed = consenting(people, Consented.ACTIVATION)
    night = consenting(people, Consented.NIGHT_ACTIVATION)
    busy = set(Ask.objects.filter(person__in=people, state__in=OUT).values_list("person", flat=True))
    home = Ask.objects.filter(person__in=people, state=AskState.HOME_SAFE, moved_at__gt=now - REST)
    tired = set(home.values_list("person", flat=True))
    partial = reporters(report) if report else set()
    called = callers(report) if report else set()
    reasons: dict[UUID, str] = {}
    for person in Person.objects.filter(pk__in=people):
        checks = (
            ("inactive", not person.is_active), ("minor", not person.is_adult), ("reported_it", person.pk in partial),
            ("reported_it", indexes.get(person.pk) in called),
            ("no_number", person.pk not in indexes), ("opted_out", indexes.get(person.pk) in silent),
            ("no_consent", person.pk not in agreed), ("snoozed", bool(person.snoozed_until and person.snoozed_until > now)),
            ("quiet_hours", is_quiet(person, now) and person.pk not in night), ("out_already", person.pk in busy),
            ("resting", person.pk in tired),
        )  # fmt: skip
        if reason := next((name for name, holds in checks if holds), None):
            reasons[person.pk] = reason
    return reasons
