import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.geo.cells import cell_of, centre_of, distance_m
from amparo.geo.crossings import write_crossings
from amparo.geo.importers import import_bundled_places
from amparo.geo.selectors import Choices, Found, NotFound, locate
from amparo.geo.tests.factories import StreetBlockFactory, TownFactory
from amparo.geo.words import fold, split_corner, split_number, street_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def holyoke() -> None:
    TownFactory()
    TownFactory(name="Chicopee", lat=42.1487, lon=-72.6079)
    StreetBlockFactory()
    StreetBlockFactory(number_low=201, number_high=295, lat=42.20651, lon=-72.60821)
    StreetBlockFactory(street="DWIGHT ST", number_low=100, number_high=199, lat=42.2079, lon=-72.6068)
    StreetBlockFactory(street="HIGHLAND AVE", number_low=1, number_high=20, lat=42.21822, lon=-72.62118)
    StreetBlockFactory(town="Chicopee", street="HIGH ST", number_low=100, number_high=180, lat=42.1490, lon=-72.6070)


@pytest.mark.parametrize(
    "text",
    [
        "150 High Street, Holyoke MA 01040",
        "150 high st apt 3 holyoke",
        "150B High St., Holyoke",
        "150 Hígh Street en Holyoke",
    ],
)
def test_a_street_and_number_in_a_town_is_found_at_block_level(holyoke: None, text: str) -> None:
    found = locate(text)

    assert isinstance(found, Found)
    assert (found.town, found.how, found.label) == ("Holyoke", "block", "High St 100-199")


@pytest.mark.parametrize(
    "text", ["High St & Dwight St", "corner of High and Dwight", "esquina de High con Dwight", "high and dwight"]
)
def test_a_crossing_is_found_where_the_streets_meet(holyoke: None, text: str) -> None:
    found = locate(text, town="Holyoke")

    assert isinstance(found, Found)
    assert found.how == "corner"
    assert distance_m(found.lat, found.lon, 42.208, -72.6066) < 100


def test_a_street_that_two_towns_have_comes_back_as_choices(holyoke: None) -> None:
    answer = locate("150 High St")

    assert isinstance(answer, Choices)
    assert {place.town for place in answer.places} == {"Holyoke", "Chicopee"}


@pytest.mark.parametrize(
    "text",
    ["by the Walmart", "150 Nowhere St, Holyoke", "9999 High St, Holyoke", "High & Nowhere, Holyoke", "\x00", "😀"],
)
def test_what_is_not_known_is_never_guessed(holyoke: None, text: str) -> None:
    assert isinstance(locate(text), NotFound)


def test_a_town_alone_is_the_middle_of_the_town_and_says_how_wide_it_is(holyoke: None) -> None:
    found = locate("", town="Holyoke")

    assert isinstance(found, Found)
    assert (found.how, found.precision_m) == ("town", 4000)


def test_without_other_data_the_bundled_places_are_there() -> None:
    first = import_bundled_places()
    second = import_bundled_places()

    assert first.changed > 500
    assert second.changed == 0
    assert isinstance(locate("Holyoke"), Found)
    assert isinstance(locate("01040"), Found)


def test_words_are_brought_to_one_spelling() -> None:
    assert fold(" Núñez  St. ") == "NUNEZ ST"
    assert street_name("ST JAMES AVENUE") == "ST JAMES AVE"
    assert split_number("12-14 MAIN ST APT 3") == (12, "MAIN ST")
    assert split_corner("CORNER OF HIGH AND DWIGHT") == ("HIGH", "DWIGHT")


@given(lat=st.floats(41.2, 42.9), lon=st.floats(-73.5, -69.9))
def test_a_home_is_kept_as_a_cell_within_a_kilometre(lat: float, lon: float) -> None:
    assert distance_m(lat, lon, *centre_of(cell_of(lat, lon))) < 1000


@pytest.mark.parametrize(
    "text", ["Cabot and High, Holyoke", "esquina de Cabot y High", "Corner of High St and Cabot St"]
)
def test_the_crossing_of_the_demo_is_known_without_imported_streets(text: str) -> None:
    TownFactory()
    write_crossings()

    found = locate(text, town="Holyoke")

    assert isinstance(found, Found)
    assert (found.how, found.town, found.precision_m) == ("corner", "Holyoke", 300)
    assert distance_m(found.lat, found.lon, 42.2022, -72.6117) < 300


@pytest.mark.parametrize("text", ["High St", "150 High St", "High and Maple", "Lyman and Maple"])
def test_a_crossing_written_by_hand_says_nothing_about_the_rest_of_the_street(text: str) -> None:
    TownFactory()
    write_crossings()

    assert isinstance(locate(text, town="Holyoke"), NotFound)


def test_where_streets_are_known_no_crossing_is_written(holyoke: None) -> None:
    assert write_crossings().changed == 0
