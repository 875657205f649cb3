"""Who is asked: the nearest eligible people for each role, by great-circle distance, and why each other one is not.

PostgreSQL's index over plain points finds candidates in the order of a flat map; they are ranked again by the sphere, and more
are fetched until no point that was not fetched could be nearer. So the result is exact, without an extension.
Where few have the skill or language, walking the map would pass too many others: then an index over skills finds them all.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from amparo.core import clock
from amparo.geo.cells import EARTH_RADIUS_M, distance_m
from amparo.people.ways import ways_of
from amparo.response.enums import ROLE_COURSES, Role
from amparo.response.models import Report
from amparo.response.selectors.eligible import Eligibility

FLAT = 0.7398  # the flat map's degree of longitude, in its degrees of latitude (migration 0002)
FIRST, GROWTH = 72, 4
NEAREST = 4_000  # so many neighbours are looked through before the index over skills is asked


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


@dataclass(frozen=True)
class _Map:
    """The flat map around one point, as far as the radius."""

    lat: float
    lon: float
    radius_m: float

    @property
    def point(self) -> tuple[float, float]:
        return self.lon * FLAT, self.lat

    @property
    def reach(self) -> float:
        """The radius in degrees of a great circle, and a little, so that rounding loses nobody."""
        return math.degrees(self.radius_m / EARTH_RADIUS_M) * 1.000_001

    @property
    def narrow(self) -> float:
        """A degree of longitude where it is shortest within the radius, in degrees of latitude."""
        return math.cos(math.radians(min(89.0, abs(self.lat) + self.reach)))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Two corners that hold everybody within the radius."""
        x, aside = self.lon * FLAT, self.reach * FLAT / self.narrow
        return x - aside, self.lat - self.reach, x + aside, self.lat + self.reach

    def metres(self, flat: float) -> float:
        """Whoever is this far away on the map, or farther, is at least so many metres away, or outside the radius."""
        return math.radians(flat * min(1.0, self.narrow / FLAT)) * EARTH_RADIUS_M * 0.999_999_999


Row = tuple[UUID, float, float, float, datetime]  # person, latitude, longitude, distance on the map, last asked


def nearest(lat: float, lon: float, wish: Wish, *, radius_m: float, on: date) -> Iterator[Candidate]:
    """Trained people for this role within the radius, nearest first, exactly; lazily, in growing batches.

    Of two people equally near, whoever was asked longest ago comes first. The radius does not pass the date line.
    """
    around, limit, given = _Map(lat, lon, radius_m), FIRST, 0
    while True:
        rows, complete = _fetch(around, wish, on, limit)
        ranked = sorted((distance_m(lat, lon, row[1], row[2]), row[4], row[0]) for row in rows)
        sure = math.inf if complete else around.metres(rows[-1][3])
        for distance, _asked, person in ranked[given:]:
            if distance >= sure:  # somebody who was not fetched yet may be nearer
                break
            if distance > radius_m:
                return
            given += 1
            yield Candidate(person, distance)
        if complete or sure > radius_m:
            return
        limit *= GROWTH


def _fetch(around: _Map, wish: Wish, on: date, limit: int) -> tuple[list[Row], bool]:
    """The first rows on the map that fit, as many as the limit; and whether there are no more within the radius."""
    fits, values = _fitting(wish, on)
    most = NEAREST * limit // FIRST
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_WALK.format(fits=fits), [*around.point, *around.box, *around.point, most, *values, limit])
        cursor.nextset()  # past the SET
        rows: list[Row] = cursor.fetchall()
        if len(rows) == limit:
            return rows, False
        cursor.execute(_PEOPLE, [*around.box, most])
        if cursor.fetchone()[0] < most:
            return rows, True
        cursor.execute(_SKILLED.format(fits=fits), [*values, *around.point, *around.box, limit])
        rows = cursor.fetchall()
        return rows, len(rows) < limit


# At a million rows the planner takes a bitmap, and is slow; it may take one for everything else. One round trip.
_WALK = """
    SET LOCAL enable_bitmapscan = off;
    SELECT person_id, lat, lon, flat, coalesce(asked_at, timestamptz 'epoch') FROM (
      SELECT *, spot <-> point(%s, %s) AS flat FROM response_roster WHERE spot <@ box(point(%s, %s), point(%s, %s))
      ORDER BY spot <-> point(%s, %s) LIMIT %s) AS near
    WHERE {fits} ORDER BY flat LIMIT %s;
    SET LOCAL enable_bitmapscan = on"""
_PEOPLE = """
    SELECT count(*) FROM (
      SELECT FROM response_roster WHERE spot <@ box(point(%s, %s), point(%s, %s)) LIMIT %s) AS near"""
_SKILLED = """
    WITH skilled AS MATERIALIZED (SELECT person_id, lat, lon, spot, asked_at FROM response_roster WHERE {fits})
    SELECT person_id, lat, lon, spot <-> point(%s, %s) AS flat, coalesce(asked_at, timestamptz 'epoch') FROM skilled
    WHERE spot <@ box(point(%s, %s), point(%s, %s)) ORDER BY flat LIMIT %s"""


def _fitting(wish: Wish, on: date) -> tuple[str, list[str | date]]:
    """The conditions of a wish, in SQL, and their values."""
    where = "trained_until >= %s"
    values: list[str | date] = [on]
    if wish.language:
        where += " AND languages ? %s"
        values.append(wish.language)
    if course := ROLE_COURSES.get(Role(wish.role)):
        where += " AND skills ? %s AND skills->>%s >= %s"
        values += [course, course, on.isoformat()]
    return where, values


def choose(
    report: Report, wishes: Iterable[Wish], *, radius_km: float, spare: float = 1.0, never: Iterable[UUID] = ()
) -> Choice:
    """Pick the nearest eligible people for each role: ``spare`` times more than wanted, because some cannot come.

    ``never`` are people who were asked already. Nobody is picked twice, and no phone is asked twice. Rare roles come first.
    """
    choice, taken = Choice(), set(never)
    now, order = clock.now(), list(Role)
    known = Eligibility(report, now)
    if taken:
        choice.phones.update(*(ways.phones for ways in ways_of(taken).values()))
    wishes = sorted(wishes, key=lambda each: order.index(Role(each.role)))
    looks = [_Look(report, wish, spare, radius_km * 1000, timezone.localdate(now)) for wish in wishes]
    known.learn(each.person for look in looks for each in look.batch)
    for look in looks:
        found = _pick(look, taken, choice, known)
        if found < look.wish.wanted:
            choice.missing[look.wish.role] = look.wish.wanted - found
    return choice


class _Look:
    """The people who could fill one role, nearest first, a batch at a time."""

    def __init__(self, report: Report, wish: Wish, spare: float, radius_m: float, on: date) -> None:
        self.wish = wish
        self.want = round(wish.wanted * (1 + spare)) if wish.wanted else 0
        self.size = max(16, 2 * self.want)  # mostly the first look is enough
        self.stream = nearest(report.lat, report.lon, wish, radius_m=radius_m, on=on)
        self.batch = self.further() if self.want else []

    def further(self) -> list[Candidate]:
        """The next people; nobody when there are no more within the radius."""
        batch = list(islice(self.stream, self.size))
        self.size = min(512, self.size * 2)
        return batch


def _pick(look: _Look, taken: set[UUID], choice: Choice, known: Eligibility) -> int:
    found, batch = 0, look.batch
    while batch and found < look.want:
        known.learn(each.person for each in batch)
        for each in batch:
            if each.person in taken or found >= look.want:
                continue
            taken.add(each.person)
            phones = known.ways[each.person].phones
            reason = known.reasons.get(each.person) or ("same_phone" if phones & choice.phones else "")
            if reason:
                choice.passed_over.append((each, reason))
                continue
            choice.phones |= phones
            choice.chosen.append((each, look.wish.role))
            found += 1
        batch = look.further() if found < look.want else []
    return found
