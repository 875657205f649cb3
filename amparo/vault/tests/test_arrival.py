from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from amparo.core.events import ask
from amparo.core.sealed import Closing, ClosingAsked, NotSealed, Place, close_for
from amparo.vault import arrival
from amparo.vault.enums import Kind
from amparo.vault.models import Circle, Key


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.OPERATIONAL_KEY_FILE = str(tmp_path / "operational.key")
    arrival._identity.cache_clear()
    yield
    arrival._identity.cache_clear()


def test_before_the_circles_are_founded_the_house_opens_what_arrived() -> None:
    place = Place("messaging_inboundtext", "words", uuid4())
    closed = close_for([arrival.arrival_recipient()], "están en la esquina", place=place)

    assert arrival.open_arrival(closed, place=place) == "están en la esquina"
    with pytest.raises(NotSealed):
        arrival.open_arrival(closed, place=Place("messaging_inboundtext", "words", uuid4()))


def test_without_its_file_nothing_opens() -> None:
    place = Place("t", "c", uuid4())
    closed = close_for([arrival.arrival_recipient()], "words", place=place)

    arrival.destroy_arrival_key()

    with pytest.raises(NotSealed):
        arrival.open_arrival(closed, place=place)


def test_the_file_is_for_the_house_alone() -> None:
    arrival.arrival_recipient()

    assert arrival.key_file().stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_who_closes_is_told_the_arrival_key_and_later_the_circles_own() -> None:
    before = ask(ClosingAsked("hotline-triage"))
    circle = Circle.objects.get_or_create(name="hotline-triage")[0]
    key = Key.objects.create(kind=Kind.CIRCLE, circle=circle, recipient="age1circle")

    assert before == Closing(key=Key.objects.get(kind=Kind.ARRIVAL).id, recipient=arrival.arrival_recipient())
    assert ask(ClosingAsked("hotline-triage")) == Closing(key=key.id, recipient="age1circle")
