"""A few crossings of the demo's three cities, for a house without imported streets.

Written down by hand, and approximate: right to about a hundred metres, and said to be three hundred.
The import of real streets replaces them.
"""

from django.db import transaction

from amparo.geo.importers import Outcome, note_import
from amparo.geo.models import CROSSING_SPREAD_M, StreetBlock
from amparo.geo.words import stem

# Town; one street; the streets it crosses, each with latitude and longitude.
CROSSINGS: tuple[tuple[str, str, dict[str, tuple[float, float]]], ...] = (
    ("Holyoke", "HIGH ST", {
        "CABOT ST": (42.202, -72.612), "ESSEX ST": (42.203, -72.610), "APPLETON ST": (42.205, -72.609),
        "SUFFOLK ST": (42.206, -72.609), "DWIGHT ST": (42.207, -72.608), "HAMPDEN ST": (42.208, -72.607),
        "LYMAN ST": (42.209, -72.606),
    }),
    ("Holyoke", "MAPLE ST", {
        "CABOT ST": (42.203, -72.613), "APPLETON ST": (42.206, -72.610), "DWIGHT ST": (42.207, -72.609),
        "HAMPDEN ST": (42.209, -72.607),
    }),
    ("Holyoke", "CHESTNUT ST", {"CABOT ST": (42.203, -72.614), "APPLETON ST": (42.206, -72.612)}),
    ("Holyoke", "MAIN ST", {
        "CABOT ST": (42.199, -72.606), "APPLETON ST": (42.203, -72.605), "DWIGHT ST": (42.205, -72.603),
    }),
    ("Holyoke", "NORTHAMPTON ST", {"DWIGHT ST": (42.211, -72.629), "CHERRY ST": (42.199, -72.632)}),
    ("Springfield", "MAIN ST", {
        "UNION ST": (42.099, -72.584), "STATE ST": (42.101, -72.588), "WORTHINGTON ST": (42.103, -72.593),
        "LIBERTY ST": (42.106, -72.597), "BOYLSTON ST": (42.107, -72.599),
    }),
    ("Springfield", "STATE ST", {
        "CHESTNUT ST": (42.103, -72.586), "WALNUT ST": (42.107, -72.575), "BOSTON RD": (42.124, -72.540),
    }),
    ("Springfield", "SUMNER AVE", {"FORT PLEASANT AVE": (42.084, -72.575), "BELMONT AVE": (42.086, -72.558)}),
    ("Springfield", "DWIGHT ST", {"WORTHINGTON ST": (42.105, -72.590)}),
    ("Northampton", "MAIN ST", {
        "KING ST": (42.320, -72.630), "MARKET ST": (42.321, -72.629), "SOUTH ST": (42.317, -72.634),
    }),
    ("Northampton", "KING ST", {"FINN ST": (42.325, -72.634)}),
    ("Northampton", "PLEASANT ST", {"CONZ ST": (42.313, -72.625)}),
)  # fmt: skip


@transaction.atomic
def write_crossings() -> Outcome:
    """Put the approximate crossings where no streets are known; nothing where there are some."""
    if StreetBlock.objects.exists():
        return Outcome("crossings", 0, 0)
    rows = [
        StreetBlock(town=town, street=street, stem=stem(street), lat=lat, lon=lon, spread_m=CROSSING_SPREAD_M)
        for town, one, others in CROSSINGS
        for other, (lat, lon) in others.items()
        for street in (one, other)
    ]
    StreetBlock.objects.bulk_create(rows)
    return note_import("crossings", "by hand", rows=len(rows), changed=len(rows))
