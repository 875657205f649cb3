"""Cells and distances. A home is only ever kept as the cell around it."""

import math

import h3

EARTH_RADIUS_M = 6_371_008.8
HOME_RESOLUTION = 8  # about 0.7 square kilometres


def cell_of(lat: float, lon: float, resolution: int = HOME_RESOLUTION) -> str:
    """The H3 cell around a point; degrees in WGS84."""
    return str(h3.latlng_to_cell(lat, lon, resolution))


def centre_of(cell: str) -> tuple[float, float]:
    """Latitude and longitude of the middle of a cell."""
    lat, lon = h3.cell_to_latlng(cell)
    return float(lat), float(lon)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres on a sphere of the earth's mean radius (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
