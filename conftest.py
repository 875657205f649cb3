"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True, scope="session")
def emptying_between_tests_passes_the_append_only_tables() -> Iterator[None]:
    """Django empties every table after a transactional test; only the server's owner may empty the audit, so act as one."""
    flush = DatabaseOperations.execute_sql_flush

    def as_owner(self: DatabaseOperations, sql_list: list[str]) -> None:
        flush(self, ["SET session_replication_role = replica;", *sql_list, "SET session_replication_role = origin;"])

    DatabaseOperations.execute_sql_flush = as_owner  # type: ignore[assignment]
    yield
    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _pins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the house remembers of public keys lies in a folder of this run's own."""
    settings.PINS = tmp_path_factory.mktemp("pins")
    return Path(settings.PINS)


@pytest.fixture(autouse=True, scope="session")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """So do the bytes of sealed files."""
    settings.SEALED = tmp_path_factory.mktemp("sealed")


@pytest.fixture(autouse=True)
def every_test_begins_without_remembered_keys(_pins: Path) -> Iterator[None]:
    """The pinned root and the last good keys belong to one test's database."""
    yield
    pinned = list(_pins.iterdir())
    if pinned:
        from amparo.vault import desk

        desk._remembered.clear()
        desk._told.clear()
    for each in pinned:
        each.unlink()
