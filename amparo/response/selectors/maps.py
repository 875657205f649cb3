"""The map of the board: towns from our own data, drawn as plain shapes. No tiles, no foreign server."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import shapely
from django.core.cache import cache
from django.db.models import Count, Max, Min
from shapely.geometry import shape

from amparo.geo.models import Boundary, Town
from amparo.response.models import Report, Roster
from amparo.response.selectors.boards import Card

WIDTH = 640
MOST_HEIGHT = 560
KEPT_SECONDS = 600
LETTER, LINE = 11, 22  # about the width of a letter and the height of a line of the map's names
EDGE = 0.06  # degrees around the towns of our people
NEARLY_ALL = 0.9  # who lives far from the others does not make the map small
SMALLEST = 0.0015  # degrees: a bend smaller than this is not drawn
RANK = ("danger", "now", "calm", "")


@dataclass(frozen=True)
class Frame:
    """The stretch of land that is drawn, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        flat = math.cos(math.radians((self.south + self.north) / 2))
        return min(WIDTH / ((self.east - self.west) * flat), MOST_HEIGHT / (self.north - self.south))

    @property
    def size(self) -> tuple[int, int]:
        x, y = self.point(self.south, self.east)
        return round(x), round(y)

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        flat = math.cos(math.radians((self.south + self.north) / 2))
        return round((lon - self.west) * flat * self.scale, 1), round((self.north - lat) * self.scale, 1)

    def holds(self, lat: float, lon: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass
class Drawn:
    """One town on the map: its border or its point, and how it stands."""

    name: str
    x: float
    y: float
    path: str = ""
    named: bool = False
    ours: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Spot:
    """One report on the map."""

    card: Card
    x: float
    y: float


@dataclass
class TownMap:
    """What the board draws."""

    width: int
    height: int
    towns: list[Drawn] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)


def town_map(cards: Iterable[Card]) -> TownMap | None:
    """The towns where our people live, and the reports in them; nothing while the house knows no towns."""
    cards = list(cards)
    home: Frame | None = cache.get_or_set("response.home", _frame, KEPT_SECONDS)
    if not home:
        return None
    frame = _holding(home, [card.report for card in cards])
    land = cache.get_or_set(f"response.land.{frame}".replace(" ", ""), partial(_towns, frame), KEPT_SECONDS)
    towns = [Drawn(**each) for each in land or ()]
    tones: dict[str, str] = {}
    for card in cards:
        tone = card.tone or "calm"
        tones[card.report.town] = min(tone, tones.get(card.report.town, ""), key=RANK.index)
    for town in towns:
        town.tone = tones.get(town.name, "")
        town.named = town.named or bool(town.tone)
    towns = [town for town in towns if town.path or town.ours or town.named]
    spots = [Spot(card, *frame.point(card.report.lat, card.report.lon)) for card in cards]
    width, height = frame.size
    return TownMap(width, height, towns, spots)


def _homes() -> list[tuple[str, int]]:
    """The towns where those who can be asked live, with how many; most first."""
    counted = Roster.objects.exclude(person__town="").values_list("person__town").annotate(n=Count("person"))
    return list(counted.order_by("-n", "person__town"))


def _frame() -> Frame | None:
    """Around the towns where nearly all live who can be asked; before anybody can, around all towns."""
    names, people, homes = [], 0, _homes()
    for name, n in homes:
        if people <= NEARLY_ALL * sum(n for _name, n in homes):
            names.append(name)
        people += n
    for rows in (Town.objects.filter(name__in=names), Roster.objects.all(), Town.objects.all()):
        found = rows.aggregate(west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat"))
        if found["west"] is not None:
            return _fitting(
                Frame(found["west"] - EDGE, found["south"] - EDGE, found["east"] + EDGE, found["north"] + EDGE)
            )
    return None


def _holding(frame: Frame, reports: list[Report]) -> Frame:
    """The usual land, or more of it when something happens outside."""
    far = [report for report in reports if not frame.holds(report.lat, report.lon)]
    if not far:
        return frame
    south, north = min(r.lat for r in far) - EDGE, max(r.lat for r in far) + EDGE
    west, east = min(r.lon for r in far) - EDGE, max(r.lon for r in far) + EDGE
    return _fitting(
        Frame(min(west, frame.west), min(south, frame.south), max(east, frame.east), max(north, frame.north))
    )


def _fitting(frame: Frame) -> Frame:
    """As much land to both sides as fills the width of the drawing."""
    flat = math.cos(math.radians((frame.south + frame.north) / 2))
    more = max((frame.north - frame.south) * WIDTH / MOST_HEIGHT / flat - (frame.east - frame.west), 0) / 2
    return Frame(frame.west - more, frame.south, frame.east + more, frame.north)


def _towns(frame: Frame) -> list[dict[str, Any]]:
    """Borders where they were imported, else points where our people live; those where most of them live carry their names."""
    known = {town.name: town for town in Town.objects.all() if frame.holds(town.lat, town.lon)}
    homes = [name for name, _n in _homes()]
    names = _readable([(name, *frame.point(known[name].lat, known[name].lon)) for name in homes[:16] if name in known])
    drawn: list[dict[str, Any]] = []
    borders = Boundary.objects.filter(
        layer="town", west__lte=frame.east, east__gte=frame.west, south__lte=frame.north, north__gte=frame.south
    )
    for border in borders.order_by("name"):
        area = shape(border.shape)
        middle = area.representative_point()
        town = known.pop(border.name, None)
        x, y = frame.point(town.lat, town.lon) if town else frame.point(middle.y, middle.x)
        path = "".join(_rings(frame, area))
        drawn.append({"name": border.name, "x": x, "y": y, "path": path, "named": border.name in names})
    for town in known.values() if not drawn else ():
        x, y = frame.point(town.lat, town.lon)
        drawn.append({"name": town.name, "x": x, "y": y, "named": town.name in names, "ours": town.name in homes})
    return drawn


def _readable(labels: list[tuple[str, float, float]]) -> set[str]:
    """Of these names, the most important first, those that do not lie over one another."""
    kept: list[tuple[str, float, float]] = []
    for name, x, y in labels:
        wide = LETTER * len(name)
        if all(abs(y - b) > LINE or x > a + LETTER * len(other) or a > x + wide for other, a, b in kept):
            kept.append((name, x, y))
    return {name for name, _x, _y in kept}


def _rings(frame: Frame, area: shapely.Geometry) -> Iterator[str]:
    simple = shapely.simplify(area, SMALLEST)
    for part in getattr(simple, "geoms", [simple]):
        points = (frame.point(lat, lon) for lon, lat in part.exterior.coords)
        yield "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
