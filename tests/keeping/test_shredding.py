import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.keeping.actions.epochs import close_epoch
from amparo.keeping.models import Epoch
from amparo.keeping.shredding import turn_epochs
from amparo.people.tests.factories import make_person
from amparo.vault.enums import Shreds
from amparo.vault.epochs import disclose, enclose, key_file, this_week, weeks_kept
from amparo.vault.models import Key, Wrap
from tests.keeping.epochs import case_key, key_of, opened

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"


def turn(weeks: int) -> None:
    """Turn the epochs as some weeks later, week after week."""
    for each in range(1, weeks + 1):
        turn_at(timezone.now() + each * WEEK)


def turn_at(moment: datetime) -> None:
    with time_machine.travel(moment):
        turn_epochs(moment)


@pytest.mark.django_db
def test_a_living_wrap_is_moved_on_and_still_opens_and_the_old_week_is_gone() -> None:
    to, identity = key_of(make_person())
    _key, wrap, closed = case_key(to)
    began = this_week()

    turn(3)

    wrap.refresh_from_db()
    assert (wrap.week, opened(wrap, identity, closed)) == (began + 3 * WEEK, "what they told us")
    assert weeks_kept(Shreds.CASE)[-1] == began + 3 * WEEK
    assert not key_file(Shreds.CASE, began).exists()
    assert Epoch.objects.get(week=began).destroyed_at
    assert Entry.objects.filter(verb="epoch.destroyed").exists()


@pytest.mark.django_db
def test_what_was_removed_before_the_move_opens_for_nobody_afterwards() -> None:
    to, identity = key_of(make_person())
    key, wrap, closed = case_key(to)
    copy = Wrap.objects.get(pk=wrap.pk)  # as it lies in a backup
    readable = opened(copy, identity, closed)
    key.delete()

    turn(2)

    assert readable == "what they told us"
    assert opened(copy, identity, closed) is None


@pytest.mark.django_db
def test_the_old_week_is_kept_for_its_days_of_grace_so_that_a_young_backup_can_be_restored(settings: Any) -> None:
    to, identity = key_of(make_person())
    _key, wrap, closed = case_key(to)
    copy = Wrap.objects.get(pk=wrap.pk)

    monday = timezone.now() + WEEK
    turn_at(monday)
    turn_at(monday + timedelta(days=settings.SHRED_AFTER_DAYS) - timedelta(minutes=1))
    young = opened(copy, identity, closed)
    turn_at(monday + timedelta(days=settings.SHRED_AFTER_DAYS))

    assert (young, opened(copy, identity, closed)) == ("what they told us", None)


@pytest.mark.django_db
def test_under_a_closed_week_the_database_takes_no_wrap() -> None:
    to, _identity = key_of(make_person())
    key, wrap, _closed = case_key(to)
    Wrap.objects.filter(pk=wrap.pk).delete()
    assert close_epoch(Shreds.CASE, week=this_week(), now=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        wrap.save(force_insert=True)
    assert key.wraps.count() == 0


@pytest.mark.django_db
def test_a_week_with_a_wrap_that_is_not_ours_is_never_closed() -> None:
    to, identity = key_of(make_person())
    _key, good, closed = case_key(to)
    _other, bad, _ = case_key(to)
    Wrap.objects.filter(pk=bad.pk).update(body=bytes(good.body))

    turn(3)

    good.refresh_from_db()
    assert opened(good, identity, closed) == "what they told us"
    assert key_file(Shreds.CASE, this_week()).exists()
    assert not Epoch.objects.filter(week=this_week()).exists()


@pytest.mark.django_db
def test_classes_turn_each_by_itself() -> None:
    to, _identity = key_of(make_person())
    case_key(to)

    turn(2)

    assert weeks_kept(Shreds.CIRCLE) == []
    assert not Epoch.objects.filter(shreds=Shreds.CIRCLE).exists()


POINTS = ["epoch.enclosed_some", "epoch.moved_some", "epoch.closed", "epoch.unlinked", "epoch.destroyed"]
ONE_TURN = """
import sys
from datetime import timedelta
import django
import time_machine
django.setup()
from django.utils import timezone
from amparo.keeping import shredding
from amparo.keeping.actions import epochs
epochs.SOME = 3
moment = timezone.now() + timedelta(days=float(sys.argv[1]))
time_machine.travel(moment).start()
shredding.turn_epochs(moment)
"""


def run_a_turn(days: float, fault: str = "") -> int:
    """A process of its own turns the epochs as some days later, and dies at the point."""
    used = transaction.get_connection().settings_dict
    told = {
        "DATABASE_URL": f"postgres://{used['USER']}:{used['PASSWORD']}@/{used['NAME']}?host={used['HOST']}",
        "AMPARO_EPOCHS": str(settings.EPOCHS), "AMPARO_FAULT": fault, "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        "AMPARO_MODE": "test",
    }  # fmt: skip
    command = [sys.executable, "-c", ONE_TURN, str(days)]
    return subprocess.run(command, cwd=settings.ROOT, env={**os.environ, **told}, timeout=120).returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_no_wrap_is_lost_and_the_next_turn_ends_the_work(point: str) -> None:
    to, identity = key_of(make_person())
    cases = [case_key(to) for _n in range(7)]
    began = this_week()
    run_a_turn(7)

    killed = [run_a_turn(days, point) for days in (14, 21)]
    living = {wrap.key_id: wrap for wrap in Wrap.objects.all()}
    whole = [opened(living[key.pk], identity, closed) for key, _wrap, closed in cases]
    run_a_turn(21)
    run_a_turn(28)

    assert -9 in killed
    assert whole == ["what they told us"] * 7
    living = {wrap.key_id: wrap for wrap in Wrap.objects.all()}
    assert [opened(living[key.pk], identity, closed) for key, _wrap, closed in cases] == ["what they told us"] * 7
    assert not Wrap.objects.filter(week__in=Epoch.objects.values("week")).exists()
    assert weeks_kept(Shreds.CASE) == [began + 3 * WEEK, began + 4 * WEEK]


@pytest.mark.django_db
def test_ten_thousand_wraps_are_moved_in_a_minute() -> None:
    to, _identity = key_of(make_person())
    _key, first, _closed = case_key(to)
    inside = disclose(bytes(first.body), shreds=Shreds.CASE, week=first.week, context=f"vault_wrap.body.{first.pk}")
    keys = Key.objects.bulk_create(
        Key(kind="case", subject=uuid4(), part="ops", recipient=f"age1{n}") for n in range(10_000)
    )
    Wrap.objects.bulk_create(
        [
            Wrap(id=row, key=each, to_person=to, shreds=Shreds.CASE, week=this_week(),
                 body=enclose(inside, shreds=Shreds.CASE, week=this_week(), context=f"vault_wrap.body.{row}"))
            for each in keys for row in [uuid4()]
        ], batch_size=1_000,
    )  # fmt: skip
    begun = time.process_time()

    turn_at(timezone.now() + WEEK)

    assert time.process_time() - begun < 60
    assert Wrap.objects.filter(week=this_week() + WEEK).count() == 10_001
