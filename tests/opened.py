"""What was closed on arrival, opened for a test: with the arrival key, or with a private half that the test kept."""

import os
from typing import Any

import pyrage

from amparo.core.sealed import Place, read_body
from amparo.people.tests.factories import make_person
from amparo.vault.arrival import open_arrival
from amparo.vault.circles import seed_circles
from amparo.vault.enums import Kind
from amparo.vault.models import Circle, Key
from amparo.vault.practice import Practice, give_keys, list_people, signed


def place_of(row: Any, column: str) -> Place:
    return Place(row._meta.db_table, column, row.pk, str(getattr(row, "case_id", None) or ""))


def words_of(row: Any, column: str = "words") -> str:
    """The words of a sealed column that lies under the arrival key."""
    return open_arrival(bytes(getattr(row, column)), place=place_of(row, column))


def opened_with(identity: pyrage.x25519.Identity, row: Any, column: str = "words") -> str:
    """The words of a sealed column that is closed to this key."""
    return read_body(pyrage.decrypt(bytes(getattr(row, column)), [identity]), place=place_of(row, column))


def found_triage() -> tuple[pyrage.x25519.Identity, Key]:
    """Found the hotline's circle with a key whose private half only the caller has, signed by somebody of the directory."""
    identity, root = pyrage.x25519.Identity.generate(), os.urandom(32).hex()
    theirs = str(pyrage.x25519.Identity.generate().to_public())
    list_people([give_keys(make_person(), Practice(theirs, root))], root=root)
    seed_circles()
    circle = Circle.objects.get(name="hotline-triage")
    return identity, signed(Key(kind=Kind.CIRCLE, circle=circle, recipient=str(identity.to_public())), root)
