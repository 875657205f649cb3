"""On the real files of Massachusetts, which are not part of the project: absent without them, run where CI is set."""

from pathlib import Path

import pytest

from amparo.core.tables import BadTable
from amparo.geo.cells import distance_m
from amparo.geo.importers import import_boundaries, import_folder, import_towns
from amparo.geo.models import StreetBlock, Town
from amparo.geo.selectors import Choices, Found, locate, town_at
from amparo.geo.tests.conftest import REAL_DATA

pytestmark = pytest.mark.django_db


def test_reading_all_files_twice_changes_nothing_the_second_time() -> None:
    first = import_folder(REAL_DATA)
    second = import_folder(REAL_DATA)

    assert {outcome.kind: outcome.rows for outcome in first}["streets"] == StreetBlock.objects.count() == 206_964
    assert Town.objects.count() == 351
    assert {outcome.changed for outcome in second} == {0}
    _known_addresses_are_found()


def _known_addresses_are_found() -> None:
    city_hall = locate("536 Dwight Street, Holyoke")
    assert isinstance(city_hall, Found)
    assert distance_m(city_hall.lat, city_hall.lon, 42.2047, -72.6086) < 500
    assert isinstance(locate("Main St, Northampton"), Choices)
    assert town_at(42.1015, -72.5898) == "Springfield"
    assert town_at(40.0, -70.0) is None


def test_a_file_in_metres_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metres.geojson"
    path.write_text(
        '{"features": [{"properties": {"town": "X"}, "geometry": {"type": "Point", "coordinates": [322615.66, 838573.32]}}]}'
    )

    with pytest.raises(BadTable, match="not in longitude and latitude"):
        import_boundaries(path, layer="town", label="town")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("town,type\nX,T\n", "county is missing"),
        ("town,type,county,pop_2020,area_sqmi,lat,lon\nX,T,Y,many,1,1,1\n", "line 2: pop_2020 is not a number"),
    ],
)
def test_a_bad_file_is_named_with_line_and_column(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "ma_towns.csv"
    path.write_text(content)

    with pytest.raises(BadTable, match=complaint):
        import_towns(path)
