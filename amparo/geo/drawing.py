"""Small drawings of a town and its neighbours, from our own borders: to set a pin on."""

from dataclasses import dataclass

from amparo.geo.cells import distance_m
from amparo.geo.models import Boundary, Town
from amparo.geo.words import fold


@dataclass(frozen=True)
class TownMap:
    """A small drawing of a town, or of all towns: borders, middles, and the frame in degrees."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    shapes: list[str]
    dots: list[tuple[float, float, str]]

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies in the drawing."""
        return round((lon - self.west) * self.scale_x, 1), round((self.north - lat) * self.scale_y, 1)


WIDTH, HEIGHT = 640, 420


def town_map(name: str) -> TownMap | None:
    """The drawing for a pin: one town and its neighbours. None where the town is not in our data."""
    town = Town.objects.filter(folded=fold(name)).first() if name else None
    if town is None:
        return None
    half_lat = max(town.radius_m, 3_000) * 1.2 / 111_200
    half_lon = half_lat * 1.35 * WIDTH / HEIGHT
    west, north = town.lon - half_lon, town.lat + half_lat
    drawing = TownMap(west, north, WIDTH / (2 * half_lon), HEIGHT / (2 * half_lat), [], [])
    box = {"west__lte": town.lon + half_lon, "east__gte": west, "south__lte": north, "north__gte": town.lat - half_lat}
    for border in Boundary.objects.filter(layer="town", **box):
        drawing.shapes.extend(_paths(border.shape, drawing))
    near = {"lat__range": (town.lat - half_lat, north), "lon__range": (west, town.lon + half_lon)}
    for each in Town.objects.filter(**near).order_by("name"):
        if each.pk == town.pk or distance_m(each.lat, each.lon, town.lat, town.lon) > 2_500:
            drawing.dots.append((*drawing.place(each.lat, each.lon), each.name))
    return drawing


def _paths(shape: dict[str, object], drawing: TownMap) -> list[str]:
    """The outer lines of a border as SVG paths."""
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    paths = []
    for polygon in polygons:  # type: ignore[attr-defined]
        points = [drawing.place(lat, lon) for lon, lat in polygon[0]]
        paths.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return paths
