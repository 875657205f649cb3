"""Reads the network's places from files. Reading the same file again changes nothing."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zipcodes
from django.db import connection, models, transaction
from shapely.geometry import shape

from amparo.audit.actions import record
from amparo.core.tables import BadTable, refuse_name, refuse_words, rows_of
from amparo.geo.models import Boundary, Import, Place, StreetBlock, Town
from amparo.geo.words import fold, stem, street_name

STREETS = ("town", "street", "num_lo", "num_hi", "lat", "lon", "spread_m")


@dataclass(frozen=True)
class Outcome:
    """What reading one file did: rows read, rows added or changed."""

    kind: str
    rows: int
    changed: int


def import_folder(folder: Path) -> list[Outcome]:
    """Read every known file below a folder; raises BadTable when there is none, or one cannot be read."""
    outcomes = [READERS[name](path) for name, path in _known_files(folder)]
    if not outcomes:
        raise BadTable(f"{folder.name}: holds none of {', '.join(READERS)}.")
    return outcomes


def _known_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in READERS:
        for path in sorted(folder.rglob(name)):
            yield name, path


def _number(path: Path, line: int, row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise BadTable(f"{path.name}, line {line}: {column} is not a number.") from None


@transaction.atomic
def import_towns(path: Path) -> Outcome:
    """Read towns with their middle point from ma_towns.csv."""
    drafts = []
    for line, row in rows_of(path, ("town", "type", "county", "pop_2020", "area_sqmi", "lat", "lon")):
        drafts.append(
            Town(
                name=row["town"], folded=fold(row["town"]), kind=row["type"][:4], county=row["county"],
                population=int(_number(path, line, row, "pop_2020")), lat=_number(path, line, row, "lat"),
                lon=_number(path, line, row, "lon"),
                radius_m=int((_number(path, line, row, "area_sqmi") * 2_589_988 / 3.1416) ** 0.5),
            )
        )  # fmt: skip
    return _keep(path, "towns", drafts, key=("name",))


@transaction.atomic
def import_zips(path: Path) -> Outcome:
    """Read ZIP codes from ma_zips.csv."""
    return _keep(path, "zips", _places(path, name="place", zip_code="zip"), key=("folded", "zip", "town"))


@transaction.atomic
def import_places(path: Path) -> Outcome:
    """Read named places from ma_places.csv."""
    return _keep(path, "places", _places(path, name="name", zip_code=None), key=("folded", "zip", "town"))


def _places(path: Path, *, name: str, zip_code: str | None) -> list[Place]:
    drafts: dict[tuple[str, str, str], Place] = {}
    for line, row in rows_of(path, (name, "lat", "lon", "town")):
        code = row[zip_code] if zip_code else ""
        draft = Place(
            name=row[name][:80], folded=fold(row[name])[:80], zip=code, town=row["town"],
            lat=_number(path, line, row, "lat"), lon=_number(path, line, row, "lon"),
        )  # fmt: skip
        drafts.setdefault((draft.folded, code, draft.town), draft)
    return list(drafts.values())


@transaction.atomic
def import_streets(path: Path) -> Outcome:
    """Read street blocks from ma_street_blocks.csv.gz; a new version of the file replaces the old one."""
    digest = _digest(path)
    last = Import.objects.filter(kind="streets").order_by("-created_at").first()
    if last is not None and last.file_hash == digest and StreetBlock.objects.exists():
        return note_import("streets", digest, rows=last.rows, changed=0)
    StreetBlock.objects.all().delete()
    copy = "COPY geo_streetblock (town, street, stem, number_low, number_high, neighborhood, lat, lon, spread_m) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(copy) as sink:
        for line, row in rows_of(path, STREETS, figures=("num_lo", "num_hi")):
            street = street_name(fold(row["street"]))
            sink.write_row((
                row["town"], street[:80], stem(street)[:80], _whole(row["num_lo"]), _whole(row["num_hi"]),
                row.get("neighborhood") or "", _number(path, line, row, "lat"), _number(path, line, row, "lon"),
                _whole(row["spread_m"]) or 150,
            ))  # fmt: skip
            count += 1
    return note_import("streets", digest, rows=count, changed=count)


def _whole(raw: str) -> int | None:
    return int(float(raw)) if raw else None


def _reader_of_boundaries(layer: str, label: str) -> Callable[[Path], Outcome]:
    def read(path: Path) -> Outcome:
        return import_boundaries(path, layer=layer, label=label)

    return read


@transaction.atomic
def import_boundaries(path: Path, *, layer: str, label: str) -> Outcome:
    """Read borders from GeoJSON in longitude and latitude; another projection is refused."""
    drafts = []
    refuse_name(path)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        west, south, east, north = shape(feature["geometry"]).bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise BadTable(f"{path.name}: is not in longitude and latitude.")
        properties = feature["properties"]
        refuse_words(path.name, str(properties[label]))
        drafts.append(
            Boundary(
                layer=layer, name=str(properties[label]), code=properties.get("ocd_id") or "", shape=feature["geometry"],
                west=west, south=south, east=east, north=north,
            )
        )  # fmt: skip
    return _keep(path, f"borders-{layer}", drafts, key=("layer", "name"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _keep(path: Path, kind: str, drafts: list[Any], *, key: tuple[str, ...]) -> Outcome:
    """Add the drafts that are new, change those that differ, leave the rest; says how many it touched."""
    model: type[models.Model] = type(drafts[0]) if drafts else Town
    fields = [f.attname for f in model._meta.concrete_fields if f.attname not in {"id", "created_at", *key}]
    known = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    new, changed = [], []
    for draft in drafts:
        row = known.get(tuple(getattr(draft, name) for name in key))
        if row is None:
            new.append(draft)
        elif any(getattr(row, name) != getattr(draft, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(draft, name))
            changed.append(row)
    model._default_manager.bulk_create(new, batch_size=500)
    if changed:
        model._default_manager.bulk_update(changed, fields, batch_size=200)
    return note_import(kind, _digest(path), rows=len(drafts), changed=len(new) + len(changed))


def note_import(kind: str, digest: str, *, rows: int, changed: int) -> Outcome:
    """Write down that one source was read in: its kind and hash, how many rows, how many were added or changed."""
    done = Import.objects.create(kind=kind, file_hash=digest, rows=rows, changed=changed)
    record("geo.imported", actor=None, subject=done, kind=kind, rows=rows, changed=changed)
    return Outcome(kind, rows, changed)


@transaction.atomic
def import_bundled_places() -> Outcome:
    """Towns and ZIP codes of Massachusetts from the PyPI package ``zipcodes``, for a house without other data."""
    by_town: dict[str, list[dict[str, Any]]] = {}
    places: dict[tuple[str, str, str], Place] = {}
    for row in zipcodes.filter_by(state="MA"):
        by_town.setdefault(row["city"], []).append(row)
        draft = Place(
            name=row["city"], folded=fold(row["city"]), zip=row["zip_code"], town=row["city"],
            lat=float(row["lat"]), lon=float(row["long"]),
        )  # fmt: skip
        places[(draft.folded, draft.zip, draft.town)] = draft
    known = set(Town.objects.values_list("name", flat=True))
    added = [_town_of(name, rows) for name, rows in by_town.items() if name not in known]
    Town.objects.bulk_create(added)
    Place.objects.bulk_create(places.values(), ignore_conflicts=True)
    return note_import("bundled", "zipcodes", rows=len(places), changed=len(added))


def _town_of(name: str, rows: list[dict[str, Any]]) -> Town:
    streets = [row for row in rows if row["zip_code_type"] == "STANDARD"] or rows
    lat = sum(float(row["lat"]) for row in streets) / len(streets)
    lon = sum(float(row["long"]) for row in streets) / len(streets)
    return Town(name=name, folded=fold(name), county=rows[0]["county"].removesuffix(" County"), lat=lat, lon=lon)


READERS: dict[str, Callable[[Path], Outcome]] = {
    "ma_towns.csv": import_towns,
    "ma_zips.csv": import_zips,
    "ma_places.csv": import_places,
    "ma_street_blocks.csv.gz": import_streets,
    "ma_towns_2024.geojson": _reader_of_boundaries("town", "town"),
    "ma_counties.geojson": _reader_of_boundaries("county", "county"),
    "ma_house_districts_2021.geojson": _reader_of_boundaries("house", "district"),
    "ma_senate_districts_2021.geojson": _reader_of_boundaries("senate", "district"),
    "ma_congress_districts_118.geojson": _reader_of_boundaries("congress", "district"),
    "ma_governors_council_2021.geojson": _reader_of_boundaries("council", "district"),
}


def readers() -> Iterable[str]:
    """The names of the files that can be read."""
    return READERS.keys()
