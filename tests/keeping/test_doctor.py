from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from amparo.config.cli.doctor_keeping import clock_believed, epochs_apart, epochs_whole
from amparo.keeping.actions.clock import note_clock, stop_removing
from amparo.people.tests.factories import make_person
from amparo.vault.enums import Shreds
from amparo.vault.epochs import key_file, this_week
from tests.keeping.epochs import case_key, key_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"


def test_a_doubted_clock_is_red_until_it_is_believed_again() -> None:
    stop_removing(timezone.now(), why="pause")
    red = clock_believed()
    note_clock(timezone.now())

    assert (red.well, clock_believed().well) == (False, True)


def test_keys_in_the_folder_of_the_database_are_red(settings: Any) -> None:
    apart = epochs_apart()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        settings.EPOCHS = Path(cursor.fetchone()[0]) / "epochs"

    assert (apart.well, epochs_apart().well) == (True, False)


def test_keys_that_others_may_read_are_red() -> None:
    case_key(key_of(make_person())[0])
    closed = epochs_apart()
    key_file(Shreds.CASE, this_week()).chmod(0o644)

    assert (closed.well, epochs_apart().well) == (True, False)


def test_a_missing_key_of_a_living_wrap_and_a_very_old_key_are_red() -> None:
    case_key(key_of(make_person())[0])
    whole = epochs_whole()
    path = key_file(Shreds.CASE, this_week())
    old = path.with_name(f"{this_week() - timedelta(days=35)}.key")
    old.write_bytes(b"x" * 32)
    stuck = epochs_whole()
    old.unlink()
    path.unlink()

    assert (whole.well, stuck.well, epochs_whole().well) == (True, False, False)
