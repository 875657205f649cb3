"""What was closed on arrival, opened for a test: with the arrival key, or with a private half that the test kept."""

from typing import Any

import pyrage

from amparo.core.sealed import Place, read_body
from amparo.vault.arrival import open_arrival


def place_of(row: Any, column: str) -> Place:
    return Place(row._meta.db_table, column, row.pk, str(getattr(row, "case_id", None) or ""))


def words_of(row: Any, column: str = "words") -> str:
    """The words of a sealed column that lies under the arrival key."""
    return open_arrival(bytes(getattr(row, column)), place=place_of(row, column))


def opened_with(identity: pyrage.x25519.Identity, row: Any, column: str = "words") -> str:
    """The words of a sealed column that is closed to this key."""
    return read_body(pyrage.decrypt(bytes(getattr(row, column)), [identity]), place=place_of(row, column))
