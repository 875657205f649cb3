"""T35: a clock that was set five years ahead removes nothing and destroys no key; an alarm is raised instead."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.governance.enums import Power
from amparo.hotline.models import Call
from amparo.hotline.tests.factories import empower
from amparo.keeping.models import ClockSeen, Epoch, Removed
from amparo.keeping.removal import do_the_round
from amparo.messaging.models import OutgoingMessage
from amparo.people.models import Session
from amparo.people.tests.factories import make_person
from amparo.vault.enums import Shreds
from amparo.vault.epochs import weeks_kept
from tests.keeping.epochs import case_key, key_of
from tests.processes import WORKER, database_url, running
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD: dict[str, tuple[list[str], dict[str, str]]] = {
    "python": ([sys.executable, "-m", "tests.shifted", str(5 * 365)], {})
}
for library in Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"):  # the whole process, where faketime is installed
    FAKED = {"LD_PRELOAD": str(library), "FAKETIME": "+5y", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    AHEAD["faketime"] = (WORKER, FAKED)


def something_happened() -> bool:
    """The alarm was raised, or more was removed than what goes at once."""
    removed = Removed.objects.exclude(kind="hotline.Call.number")
    return Entry.objects.filter(verb="removal.stopped").exists() or removed.exists()


@pytest.mark.parametrize("way", AHEAD)
def test_t35_a_worker_whose_clock_is_five_years_ahead_removes_nothing(way: str, settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"
    sam = empower(make_person(), Power.RUN_HOUSE)
    case_key(key_of(sam)[0])
    Call.objects.create(call_sid=uuid4().hex, number="+14135550142", index="a" * 32, ended_at=timezone.now())
    Session.objects.create(
        session_key="s" * 64, person=sam, session_data="", expire_date=timezone.now() + timedelta(hours=9)
    )
    assert do_the_round(timezone.now())
    weeks = weeks_kept(Shreds.CASE)

    command, faked = AHEAD[way]
    told = {
        "DATABASE_URL": database_url(),
        "AMPARO_EPOCHS": str(settings.EPOCHS),
        "AMPARO_VAR": str(tmp_path),
        "AMPARO_OPERATIONAL_KEY_FILE": str(settings.OPERATIONAL_KEY_FILE),
    }
    with running(command, **told, **faked):
        until(something_happened, 40)

    assert ClockSeen.objects.get().wrong_since is not None
    assert ClockSeen.objects.get().why == "database"
    assert OutgoingMessage.objects.filter(template="house.clock").count() == 1
    assert weeks_kept(Shreds.CASE) == weeks
    assert not Epoch.objects.exists()
    assert Call.objects.exclude(index="").count() == 1
    assert Session.objects.count() == 1
    assert set(Removed.objects.values_list("kind", flat=True)) <= {"hotline.Call.number"}
