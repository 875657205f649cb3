"""Choosing 50 among 100,000 and 1,000,000 people: exact against brute force, and beside the same with numpy in memory."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from tools.bench.rounds import Figures, goal, in_turn, milliseconds, percentile

TODAY = date(2026, 11, 25)
RADIUS_M, WANTED = 30_000, 50
LANGUAGES = (("en", 0.9), ("es", 0.35), ("pt-BR", 0.08), ("ht", 0.03), ("vi", 0.01), ("kea", 0.002))
COURSES = (("documenting", 0.33), ("driving", 0.2), ("lead", 0.08), ("verifying", 0.01))
ROLES = {"documenting": "documenter", "driving": "driver", "lead": "lead", "verifying": "verifier"}
COMMON, RARE = ("language", "es"), ("verifier", "kea")
CASES, TIMED = 10_000, 150
TOLERANCE_M = 1e-6


@dataclass
class People:
    """The roster in memory, for brute force."""

    ids: list[UUID]
    lat: Any
    lon: Any
    speaks: dict[str, Any]
    until: dict[str, Any]  # course: ordinal of the last day, 0 for never

    def fitting(self, role: str, language: str, on: date) -> Any:
        mask = self.until["rapid-response"] >= on.toordinal()
        if language:
            mask = mask & self.speaks[language]
        for course, name in ROLES.items():
            if name == role:
                mask = mask & (self.until[course] >= on.toordinal())
        return mask

    def distances(self, lat: float, lon: float) -> Any:
        """Great-circle metres to everybody (haversine)."""
        phi, there = np.radians(lat), np.radians(self.lat)
        half = np.sin((there - phi) / 2) ** 2
        half = half + np.cos(phi) * np.cos(there) * np.sin(np.radians(self.lon - lon) / 2) ** 2
        return 2 * 6_371_008.8 * np.arcsin(np.sqrt(half))

    def nearest(self, case: "Case", count: int) -> list[tuple[float, int]]:
        """Brute force: distance and place of the nearest, and of all who are as far as the last of them."""
        distances = self.distances(case.lat, case.lon)
        found = np.flatnonzero(self.fitting(case.role, case.language, case.on) & (distances <= case.radius_m))
        near = distances[found]
        if len(found) > count:
            last = np.partition(near, count - 1)[count - 1]
            keep = near <= last + TOLERANCE_M
            found, near = found[keep], near[keep]
        return sorted(zip(near.tolist(), found.tolist(), strict=True))


@dataclass(frozen=True)
class Case:
    """One question."""

    lat: float
    lon: float
    role: str
    language: str
    on: date
    radius_m: float


def make_people(count: int, seed: int, *, dense: float = 0.0) -> People:
    """Invented people around fourteen towns; ``dense`` is the share that lives in one of a few very same spots."""
    chance = np.random.default_rng(seed)
    towns = np.column_stack([chance.uniform(41.9, 42.7, 14), chance.uniform(-73.2, -71.2, 14)])
    home = towns[chance.integers(0, 14, count)]
    lat, lon = home[:, 0] + chance.normal(0, 0.06, count), home[:, 1] + chance.normal(0, 0.08, count)
    same = chance.random(count) < dense
    spots = chance.integers(0, 5, count)
    lat, lon = np.where(same, towns[spots, 0], lat), np.where(same, towns[spots, 1], lon)
    words = chance.integers(0, 2**32, (count, 4), dtype=np.uint64).astype(np.uint32)
    ids = [UUID(bytes=row.tobytes()) for row in words]
    day = TODAY.toordinal()
    until = {"rapid-response": day + chance.integers(-40, 360, count)}
    for course, share in COURSES:
        until[course] = np.where(chance.random(count) < share, day + chance.integers(-40, 360, count), 0)
    return People(ids, lat, lon, {name: chance.random(count) < share for name, share in LANGUAGES}, until)


def write_people(people: People) -> None:
    """Put them on the roster, in place of everybody; without foreign keys, as nobody of them is a member."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE response_roster")
        cursor.execute("ALTER TABLE response_roster DISABLE TRIGGER ALL")
        with cursor.copy(
            "COPY response_roster (person_id, lat, lon, languages, skills, trained_until) FROM STDIN"
        ) as copy:
            for row in zip(
                people.ids, people.lat.tolist(), people.lon.tolist(), _lists(people.speaks), _skills(people.until),
                people.until["rapid-response"].tolist(), strict=True,
            ):  # fmt: skip
                copy.write_row((*row[:5], date.fromordinal(row[5])))
        cursor.execute("VACUUM ANALYZE response_roster")


def _lists(speaks: dict[str, Any]) -> Any:
    names = list(speaks)
    for row in zip(*(speaks[name].tolist() for name in names), strict=True):
        yield "[" + ",".join(f'"{name}"' for name, has in zip(names, row, strict=True) if has) + "]"


def _skills(until: dict[str, Any]) -> Any:
    names = list(until)
    for row in zip(*(until[name].tolist() for name in names), strict=True):
        pairs = (f'"{name}":"{date.fromordinal(day)}"' for name, day in zip(names, row, strict=True) if day)
        yield "{" + ",".join(pairs) + "}"


def make_case(chance: random.Random, people: People) -> Case:
    """A random question: mostly where people live, now and then on somebody's very spot, at the rim or far outside."""
    place = chance.randrange(len(people.ids))
    lat, lon = float(people.lat[place]), float(people.lon[place])
    wide = chance.choice((0.0, 0.02, 0.2, 1.0, 6.0))
    return Case(
        lat + chance.uniform(-wide, wide), lon + chance.uniform(-wide, wide),
        chance.choice(("observer", "language", "lead", "documenter", "driver", "verifier")),
        chance.choice(("", "", "en", "es", "pt-BR", "ht", "vi", "kea")),
        TODAY + timedelta(days=chance.choice((0, 0, 30, 330))), chance.choice((0.0, 500.0, 5_000.0, 30_000.0, 120_000.0)),
    )  # fmt: skip


def product(case: Case, count: int) -> list[tuple[float, UUID]]:
    """What the house chooses."""
    from amparo.response.selectors.choosing import Wish, nearest

    wish = Wish(case.role, count, case.language)
    stream = nearest(case.lat, case.lon, wish, radius_m=case.radius_m, on=case.on)
    return [(each.distance, each.person) for _n, each in zip(range(count), stream, strict=False)]


def agrees(case: Case, count: int, people: People) -> bool:
    """Whether the house chose what brute force chooses; among people equally far either is right, but in order of ids."""
    mine, theirs = product(case, count), people.nearest(case, count)
    expected = {people.ids[place]: distance for distance, place in theirs}
    if (
        len(mine) != min(count, len(theirs))
        or mine != sorted(mine)
        or len({person for _m, person in mine}) != len(mine)
    ):
        return False
    return all(
        person in expected and abs(expected[person] - distance) < TOLERANCE_M and abs(distance - right[0]) < TOLERANCE_M
        for (distance, person), right in zip(mine, theirs, strict=False)
    )


def measure(*, cases: int = CASES, large: int = 1_000_000) -> Figures:
    import django

    django.setup()
    figures: Figures = {"exact": _exactness(cases)}
    for count, common, rare in ((100_000, 6.0, 30.0), (large, 10.0, 100.0)):
        people = make_people(count, seed=count)
        write_people(people)
        figures[f"of_{count}"] = {
            "common": _speed(people, COMMON, common), "rare": _speed(people, RARE, rare),
        }  # fmt: skip
    return figures


def _exactness(cases: int) -> Figures:
    """Random cases over rosters of several sizes, some with thousands on the very same spot."""
    rosters = ((7, 0.0), (300, 0.5), (3_000, 0.9), (10_000, 0.3), (30_000, 0.05))
    chance, wrong = random.Random(413), 0
    for number, (count, dense) in enumerate(rosters):
        people = make_people(count, seed=number, dense=dense)
        write_people(people)
        for _n in range(cases // len(rosters)):
            case = make_case(chance, people)
            wrong += not agrees(case, chance.choice((1, 10, 50, 50, 200)), people)
    return {"cases": cases, "wrong": wrong, "goal_wrong": goal(wrong, 0)}


def _speed(people: People, who: tuple[str, str], most_ms: float) -> Figures:
    chance = random.Random(617)
    cases = []
    for _n in range(TIMED):
        place = chance.randrange(len(people.ids))
        cases.append(Case(float(people.lat[place]), float(people.lon[place]), *who, TODAY, RADIUS_M))
    for case in cases[:10]:
        product(case, WANTED)
    taken: list[float] = []

    def ours() -> float:
        before = time.perf_counter()
        for case in cases[: TIMED // 5]:
            started = time.perf_counter()
            product(case, WANTED)
            taken.append(time.perf_counter() - started)
        cases.append(cases.pop(0))
        return time.perf_counter() - before

    def in_memory() -> float:
        before = time.perf_counter()
        for case in cases[: TIMED // 5]:
            people.nearest(case, WANTED)
        return time.perf_counter() - before

    pairs = in_turn(ours, in_memory)
    return {
        **milliseconds(taken), "numpy_in_memory_ms": round(pairs.floor[0] / (TIMED // 5) * 1000, 2),
        "ratio_to_numpy": round(pairs.ratio, 2),
        "goal_p95_ms": goal(percentile(taken, 0.95) * 1000, most_ms),
    }  # fmt: skip
