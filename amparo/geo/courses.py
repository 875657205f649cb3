"""Which way a street runs, told from its blocks, and whether two streets meet: streets side by side never do."""

import math
from collections.abc import Iterable

from amparo.geo.cells import EARTH_RADIUS_M
from amparo.geo.models import StreetBlock

NEAR_M = 500  # so far around a block its street is taken for straight
LONG_ENOUGH_M = 50  # the two sides of one block say nothing of the way the street runs
REACH_M = 300  # a crossing is at most so far from the middle of either block
SAME_LINE_M = 60  # one street goes on under another name

Point = tuple[float, float]


def may_meet(a: StreetBlock, b: StreetBlock, ones: Iterable[StreetBlock], others: Iterable[StreetBlock]) -> bool:
    """Whether the streets of these two blocks could cross here, as far as their other blocks tell."""
    here = (a.lat, a.lon)
    first, second = _course(a, ones), _course(b, others)
    if first is None or second is None:
        return True
    across = first[0] * second[1] - first[1] * second[0]
    x, y = _flat(here, b)
    beside = abs(x * first[1] - y * first[0])
    if abs(across) < 1e-6:
        return beside <= SAME_LINE_M
    along_first = (x * second[1] - y * second[0]) / across
    along_second = (x * first[1] - y * first[0]) / across
    return max(abs(along_first), abs(along_second)) <= REACH_M or (abs(across) < 0.3 and beside <= SAME_LINE_M)


def _flat(here: Point, block: StreetBlock) -> Point:
    """A block on a flat map around here, in metres east and north."""
    metres = math.radians(1) * EARTH_RADIUS_M
    return (block.lon - here[1]) * metres * math.cos(math.radians(here[0])), (block.lat - here[0]) * metres


def _course(block: StreetBlock, street: Iterable[StreetBlock]) -> Point | None:
    """The way the street runs here, as a vector of length one; None when its blocks do not tell."""
    spots = [_flat((block.lat, block.lon), each) for each in street if each.town == block.town]
    spots = [spot for spot in spots if math.hypot(*spot) <= NEAR_M]
    middle = (sum(x for x, _y in spots) / len(spots), sum(y for _x, y in spots) / len(spots))
    apart = [(x - middle[0], y - middle[1]) for x, y in spots]
    xx, yy = sum(x * x for x, _y in apart), sum(y * y for _x, y in apart)
    xy = sum(x * y for x, y in apart)
    angle = math.atan2(2 * xy, xx - yy) / 2
    course = (math.cos(angle), math.sin(angle))
    along = [x * course[0] + y * course[1] for x, y in apart]
    return course if max(along) - min(along) >= LONG_ENOUGH_M else None
