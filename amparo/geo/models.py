from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.keeping import READ_AGAIN, THE_NETWORK, About, Keeps
from amparo.core.models import DataClass, Row, plain

CROSSING_SPREAD_M = 300  # a crossing written down by hand


class Town(Row):
    """A city or town and the middle of it."""

    name = models.CharField(max_length=60, unique=True)
    folded = models.CharField(
        max_length=60, db_index=True, help_text="The name in capitals, without accents and marks."
    )
    kind = models.CharField(max_length=4, blank=True)
    county = models.CharField(max_length=40, blank=True)
    population = models.PositiveIntegerField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_m = models.PositiveIntegerField(default=4000, help_text="Half the width of the town, in metres.")

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at", "name", "folded", "kind", "county", "population", "lat", "lon", "radius_m"
    )
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Towns, from public files"), as_long_as=READ_AGAIN)


class Place(Row):
    """A named place or a ZIP code with the point in its middle."""

    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, db_index=True)
    zip = models.CharField(max_length=5, blank=True, db_index=True)
    town = models.CharField(max_length=60, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at name folded zip town lat lon")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Places and ZIP codes, from public files"), as_long_as=READ_AGAIN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folded", "zip", "town"], name="one_row_per_place")]


class StreetBlock(models.Model):
    """A hundred house numbers of one street: enough to send people, never one family's door."""

    id = models.BigAutoField(primary_key=True)
    town = models.CharField(max_length=60)
    street = models.CharField(max_length=80, help_text="Capitals, short suffix: HIGH ST.")
    stem = models.CharField(max_length=80, help_text="The street without its suffix: HIGH.")
    number_low = models.PositiveIntegerField(null=True)
    number_high = models.PositiveIntegerField(null=True)
    neighborhood = models.CharField(max_length=40, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    spread_m = models.PositiveIntegerField(default=150)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "town", "street", "stem", "number_low", "number_high", "neighborhood", "lat", "lon", "spread_m"
    )
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Streets, from public files"), as_long_as=READ_AGAIN)

    class Meta:
        indexes = [models.Index(fields=["stem", "town"]), models.Index(fields=["town", "street"])]

    @property
    def only_a_crossing(self) -> bool:
        """Written down by hand, near a crossing: it says nothing about the rest of the street."""
        return self.number_low is None and self.spread_m == CROSSING_SPREAD_M

    def __str__(self) -> str:
        return f"street block {self.pk}"


class Boundary(Row):
    """The border of a town, county or district, in the version of one source file."""

    layer = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=120, blank=True, help_text="The stable id of the division, where there is one.")
    shape = models.JSONField(help_text="GeoJSON geometry in longitude and latitude (WGS84).")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at", "layer", "name", "code", "shape", "west", "south", "east", "north"
    )
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Borders, from public files"), as_long_as=READ_AGAIN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "name"], name="one_boundary_per_layer_and_name")]


class Import(Row):
    """That one file was read in: which kind, its hash, how many rows, and what changed."""

    kind = models.CharField(max_length=20)
    file_hash = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind file_hash rows changed")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Which public files were read"), as_long_as=THE_NETWORK)
