"""Where a place is, from our own data only. Nothing is guessed: several answers come back as choices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import shapely
from django.db.models import QuerySet
from shapely.geometry import shape

from amparo.geo.cells import distance_m
from amparo.geo.courses import may_meet
from amparo.geo.models import CROSSING_SPREAD_M, Boundary, Place, StreetBlock, Town
from amparo.geo.words import TOWN_WORDS, fold, split_corner, split_number, stem, street_name

CORNER_M = 260
CORNER_REACH_M = 200
SAME_SPOT_M = 450
MOST_CHOICES = 12


@dataclass(frozen=True)
class Found:
    """One place: a label without a house number, the town, a point in degrees, and how exact it is in metres."""

    label: str
    town: str
    lat: float
    lon: float
    precision_m: int
    how: str


@dataclass(frozen=True)
class Choices:
    """Several places fit: a person has to say which."""

    places: list[Found]


@dataclass(frozen=True)
class NotFound:
    """Nothing fits: ask for a crossing, a landmark or a pin."""

    text: str


Located = Found | Choices | NotFound


def towns() -> QuerySet[Town]:
    """All towns by name, for pickers."""
    return Town.objects.order_by("name")


def locate(text: str, *, town: str | None = None) -> Located:
    """Find a street with number, a crossing, a ZIP code, a named place or a town. Never guesses."""
    folded = fold(text[:200])
    folded, named = _without_town(folded)
    in_town = _town(town) if town else named
    if not folded:
        return _whole_town(in_town) if in_town else NotFound(text)
    if (zip_code := re.fullmatch(r"(\d{5})(?: \d{4})?", folded)) is not None:
        return _zip(zip_code[1], text)
    corner = split_corner(folded)
    found = _corner(*corner, in_town) if corner else []
    if not found and not corner:
        number, street = split_number(folded)
        found = _street(number, street, in_town) or _named(folded, in_town)
    return _answer(found, text)


def _answer(found: list[Found], text: str) -> Located:
    if not found:
        return NotFound(text)
    return found[0] if len(found) == 1 else Choices(found[:MOST_CHOICES])


def _town(name: str) -> Town | None:
    return Town.objects.filter(folded=fold(name)).first()


def _without_town(folded: str) -> tuple[str, Town | None]:
    """Take the town, the state and the ZIP code off the end of an address; a lone ZIP code stays."""
    tokens = folded.split()
    while len(tokens) > 1 and (tokens[-1] in TOWN_WORDS or re.fullmatch(r"\d{5}", tokens[-1])):
        tokens.pop()
    for length in (3, 2, 1):
        if len(tokens) < length:
            continue
        town = Town.objects.filter(folded=" ".join(tokens[-length:])).first()
        if town is not None:
            rest = tokens[:-length]
            if rest and rest[-1] in {"IN", "EN", "EM", "NAN"}:
                rest.pop()
            return " ".join(rest), town
    return " ".join(tokens), None


def _whole_town(town: Town) -> Found:
    return Found(town.name, town.name, town.lat, town.lon, town.radius_m, "town")


def _zip(code: str, text: str) -> Located:
    places = list(Place.objects.filter(zip=code))
    return _answer([Found(f"{p.name} {code}", p.town, p.lat, p.lon, 3000, "zip") for p in places], text)


def _named(folded: str, town: Town | None) -> list[Found]:
    places = Place.objects.filter(folded=folded, zip="")
    if town:
        places = places.filter(town=town.name)
    return [Found(p.name, p.town, p.lat, p.lon, 1500, "place") for p in places.order_by("town")]


def _blocks(street: str, town: Town | None) -> list[StreetBlock]:
    """Blocks of a street: of the full name where it exists, else of every street with that stem."""
    name = street_name(street)
    blocks = StreetBlock.objects.filter(stem=stem(name))
    if town:
        blocks = blocks.filter(town=town.name)
    rows = list(blocks.order_by("town", "street", "number_low")[:3000])
    exact = [block for block in rows if block.street == name]
    return exact or rows


def _street(number: int | None, street: str, town: Town | None) -> list[Found]:
    blocks = [block for block in _blocks(street, town) if not block.only_a_crossing]
    if number is None:
        return _spots(blocks, "street")
    inside = [b for b in blocks if b.number_low is not None and _holds(b, number)]
    return _spots(inside, "block")


def _holds(block: StreetBlock, number: int) -> bool:
    """A block reaches to the ends of its hundred, so that a house without a parcel in the data is still on it."""
    low, high = block.number_low or 0, block.number_high or block.number_low or 0
    return low - low % 100 <= number <= high - high % 100 + 99


def _spots(blocks: Iterable[StreetBlock], how: str) -> list[Found]:
    """One place for each bunch of blocks of one street that lie together; far-apart bunches are different places."""
    bunches: list[list[StreetBlock]] = []
    for block in blocks:
        for bunch in bunches:
            first = bunch[0]
            same = (first.town, first.street) == (block.town, block.street)
            if same and distance_m(first.lat, first.lon, block.lat, block.lon) < SAME_SPOT_M:
                bunch.append(block)
                break
        else:
            bunches.append([block])
    return [_spot(bunch, how) for bunch in bunches]


def _spot(bunch: list[StreetBlock], how: str) -> Found:
    lat = sum(block.lat for block in bunch) / len(bunch)
    lon = sum(block.lon for block in bunch) / len(bunch)
    reach = max(distance_m(lat, lon, block.lat, block.lon) + block.spread_m for block in bunch)
    first, last = bunch[0], bunch[-1]
    label = first.street.title()
    if first.number_low is not None and last.number_high is not None:
        label += f" {first.number_low - first.number_low % 100}-{last.number_high - last.number_high % 100 + 99}"
    if first.neighborhood:
        label += f", {first.neighborhood}"
    return Found(label, first.town, lat, lon, int(reach), how)


def _corner(one: str, other: str, town: Town | None) -> list[Found]:
    """The nearest pair of blocks of the two streets, in each town where they meet."""
    best: dict[str, tuple[float, StreetBlock, StreetBlock]] = {}
    ones, others = _blocks(one, town), _blocks(other, town)
    for a in ones:
        for b in others:
            if a.town != b.town:
                continue
            apart = distance_m(a.lat, a.lon, b.lat, b.lon)
            if apart and a.only_a_crossing and b.only_a_crossing:
                continue  # two neighbouring crossings are not a third one
            if apart < best.get(a.town, (CORNER_M, a, b))[0] and may_meet(a, b, ones, others):
                best[a.town] = (apart, a, b)
    return [
        Found(
            f"{a.street.title()} & {b.street.title()}",
            name,
            (a.lat + b.lat) / 2,
            (a.lon + b.lon) / 2,
            _reach(a, b),
            "corner",
        )
        for name, (_apart, a, b) in sorted(best.items())
    ]


def _reach(a: StreetBlock, b: StreetBlock) -> int:
    return CROSSING_SPREAD_M if a.only_a_crossing or b.only_a_crossing else CORNER_REACH_M


def town_at(lat: float, lon: float) -> str | None:
    """The town whose border holds this point; without borders, the town whose middle is nearest within 8 km."""
    point = shapely.Point(lon, lat)
    boxes = Boundary.objects.filter(layer="town", west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    for boundary in boxes.order_by("name"):
        if shapely.covers(_shape(str(boundary.pk)), point):
            return boundary.name
    if Boundary.objects.filter(layer="town").exists():
        return None
    near = sorted((distance_m(lat, lon, t.lat, t.lon), t.name) for t in Town.objects.all())
    return near[0][1] if near and near[0][0] < 8000 else None


@lru_cache(maxsize=512)
def _shape(boundary_id: str) -> shapely.Geometry:
    geometry = shape(Boundary.objects.values_list("shape", flat=True).get(pk=boundary_id))
    shapely.prepare(geometry)
    return geometry
