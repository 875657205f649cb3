"""T36: what was removed stays closed for everybody, even for whoever kept every backup, every log and every person's keys."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pyrage
import pytest
import time_machine
from django.utils import timezone

from amparo.core.sealed import NotSealed, Place, read_body
from amparo.keeping.removal import remove_what_is_over
from amparo.keeping.shredding import turn_epochs
from amparo.people.tests.factories import make_person
from amparo.vault.enums import Kind, Shreds
from amparo.vault.epochs import disclose
from amparo.vault.errors import Shredded
from amparo.vault.models import Circle, Hold, Key
from tests.keeping.epochs import key_of, wrap_of
from tests.security.clusters import backed_up, mark, restored

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"


def keys_that_open(link: psycopg.Connection[Any], identities: list[pyrage.x25519.Identity]) -> set[UUID]:
    """The keys whose secret half somebody gets out of this database, with the epochs that still stand."""
    found = set()
    for row, key, shreds, week, body in link.execute(
        "SELECT id, key_id, shreds, week, body FROM vault_wrap"
    ).fetchall():
        for identity in identities:
            try:
                inside = disclose(bytes(body), shreds=Shreds(shreds), week=week, context=f"vault_wrap.body.{row}")
                read_body(pyrage.decrypt(inside, [identity]), place=Place("vault_wrap", "body", row, str(key)))
                found.add(key)
            except (Shredded, pyrage.DecryptError, NotSealed):
                continue
    return found


def a_key(to: list[Any], *, retired_at: datetime | None) -> UUID:
    circle = Circle.objects.create(name=uuid4().hex)
    identity = pyrage.x25519.Identity.generate()
    key = Key.objects.create(
        kind=Kind.CIRCLE, circle=circle, recipient=str(identity.to_public()), retired_at=retired_at
    )
    for each in to:
        wrap_of(key, identity, each)
    return key.pk


def live(until_day: int, *, since: int = 0) -> None:
    """Let the worker do its round day after day, as the days pass."""
    for day in range(since + 1, until_day + 1):
        moment = timezone.now() + day * DAY
        with time_machine.travel(moment):
            remove_what_is_over(moment)
            turn_epochs(moment)


def test_t36_from_no_backup_does_anybody_open_what_was_removed_and_all_open_the_rest(
    settings: Any, tmp_path: Path, own_folder: Path
) -> None:
    people = [key_of(make_person()) for _n in range(3)]
    to, identities = [key for key, _identity in people], [identity for _key, identity in people]
    retired = timezone.now()
    over = {a_key(to, retired_at=retired) for _n in range(3)}
    held = {a_key(to, retired_at=retired) for _n in range(3)}
    living = {a_key(to, retired_at=None) for _n in range(3)}
    for key in held:
        Hold.objects.create(subject_kind="vault_key", subject=key, reason="a court asked us to keep it")

    with backed_up(own_folder / "backup") as backup:
        mark("before")
        shutil.copytree(settings.EPOCHS, tmp_path / "copied before")
        live(8)
        mark("moved")
        live(40, since=8)
        mark("latest")
    opened = {}
    for at in ("before", "moved", "latest"):
        with restored(backup, to=at, folder=own_folder / at) as link:
            opened[at] = keys_that_open(link, identities)
            if at == "before":
                settings.EPOCHS, now = tmp_path / "copied before", settings.EPOCHS
                control = keys_that_open(link, identities)
                settings.EPOCHS = now

    assert control == over | held | living, "the backup holds them all; only the destroyed epochs close it"
    assert not Key.objects.filter(pk__in=over).exists()
    assert {key for found in opened.values() for key in found} & over == set()
    assert opened["latest"] == held | living
