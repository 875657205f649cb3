"""A crossing is found where two streets meet, and never between streets that run side by side."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.geo.courses import may_meet
from amparo.geo.models import StreetBlock
from amparo.geo.selectors import Found, NotFound, locate
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory

HERE = (42.2043, -72.6162)
METRE = 1 / 111_195


def street(name: str, *, angle: float, beside: float = 0.0, blocks: int = 6, long: float = 90.0) -> list[StreetBlock]:
    """A straight street through Holyoke, turned by this angle and moved aside by so many metres."""
    found = []
    for n in range(blocks):
        along = (n - blocks / 2 + 0.5) * long
        east = along * math.cos(angle) - beside * math.sin(angle)
        north = along * math.sin(angle) + beside * math.cos(angle)
        lat, lon = HERE[0] + north * METRE, HERE[1] + east * METRE / math.cos(math.radians(HERE[0]))
        found.append(
            StreetBlockFactory.build(street=name, number_low=100 * n + 2, number_high=100 * n + 98, lat=lat, lon=lon)
        )
    return found


def keep(*streets: list[StreetBlock]) -> None:
    TownFactory()
    StreetBlock.objects.bulk_create([block for each in streets for block in each])


@pytest.mark.django_db
@pytest.mark.parametrize("beside", [70, 100, 150, 200, 250])
def test_streets_side_by_side_have_no_crossing(beside: float) -> None:
    keep(street("HIGH ST", angle=0.6), street("MAPLE ST", angle=0.6, beside=beside))

    assert isinstance(locate("High St & Maple St", town="Holyoke"), NotFound)


@pytest.mark.django_db
def test_streets_that_cross_are_found_where_they_do() -> None:
    keep(street("HIGH ST", angle=0.6), street("MAPLE ST", angle=0.6, beside=100), street("DWIGHT ST", angle=2.1))

    found = locate("High St & Dwight St", town="Holyoke")

    assert isinstance(found, Found)
    assert (found.how, abs(found.lat - HERE[0]) < 200 * METRE) == ("corner", True)


@settings(max_examples=300, deadline=None)
@given(angle=st.floats(0, 3.1), turn=st.floats(0.5, 2.6), off=st.floats(-40, 40))
def test_whatever_way_they_run_two_streets_that_cross_may_meet(angle: float, turn: float, off: float) -> None:
    one, other = street("A ST", angle=angle, beside=off), street("B ST", angle=angle + turn, beside=-off)
    pairs = ((math.hypot(a.lat - b.lat, a.lon - b.lon), i, j) for i, a in enumerate(one) for j, b in enumerate(other))
    _apart, i, j = min(pairs)

    assert may_meet(one[i], other[j], one, other)


@settings(max_examples=300, deadline=None)
@given(angle=st.floats(0, 3.1), bend=st.floats(-0.15, 0.15), beside=st.floats(80, 250))
def test_whatever_way_they_run_two_streets_side_by_side_do_not(angle: float, bend: float, beside: float) -> None:
    one, other = street("A ST", angle=angle), street("B ST", angle=angle + bend, beside=beside)

    assert not any(may_meet(a, b, one, other) for a in one[2:4] for b in other[2:4])


def test_the_two_sides_of_one_block_say_nothing_of_the_way_a_street_runs() -> None:
    short = street("A ST", angle=0.0, blocks=2, long=15.0)

    assert may_meet(short[0], street("B ST", angle=0.0, beside=90)[3], short, street("B ST", angle=0.0, beside=90))
