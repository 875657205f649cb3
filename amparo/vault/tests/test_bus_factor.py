"""If one person were gone: every key that would open for nobody is found at night, and whoever runs the house is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from django.contrib.auth import get_user_model

from amparo.audit.models import Entry
from amparo.core import clock
from amparo.core.models import Heartbeat
from amparo.vault.actions.recovering import look_at_keys
from amparo.vault.bus_factor import mend_of, thin_keys
from amparo.vault.enums import Kind, Opens, Part, Shreds
from amparo.vault.epochs import key_file, this_week
from amparo.vault.models import Key, Membership, PersonKey, Unlocker, Wrap
from amparo.vault.practice import wrap
from amparo.vault.tests.factories import Keyed, founded, keyed
from amparo.vault.ticks import last_night

pytestmark = pytest.mark.django_db
ALL = ("hotline_triage", "casework", "evidence", "accompaniment", "sanctuary", "fund_payees")


@pytest.fixture(autouse=True)
def _own_epochs(settings: Any, tmp_path: Path) -> None:
    settings.EPOCHS = tmp_path / "epochs"


@pytest.fixture
def pair() -> tuple[Keyed, Keyed]:
    """Two people who open everything, and the circles founded."""
    ana, luz = keyed("ana"), keyed("luz")
    founded(ana, **{name: [ana, luz] for name in ALL})
    return ana, luz


def case_key(*, to_people: tuple[Keyed, ...] = (), to_circle: str = "", recovers: bool = False) -> Key:
    inside = pyrage.x25519.Identity.generate()
    key = Key.objects.create(kind=Kind.CASE, subject=uuid4(), part=Part.IDENTITY, recipient=str(inside.to_public()))
    for each in to_people:
        wrap(key, str(inside), to_person=each.key)
    if to_circle:
        wrap(key, str(inside), to_key=Key.objects.get(circle__name=to_circle))
    if recovers:
        wrap(key, str(inside), to_key=Key.objects.get(kind=Kind.RECOVERY))
    return key


def test_before_the_founding_and_with_two_people_and_the_sheets_all_is_well(pair: tuple[Keyed, Keyed]) -> None:
    case_key(to_circle="casework")
    case_key(to_people=pair, recovers=True)

    assert not thin_keys()
    Key.objects.all().delete()
    assert not thin_keys()


GONE: dict[str, Callable[[Keyed], object]] = {
    "is not active any more": lambda luz: get_user_model().objects.filter(pk=luz.person.pk).update(is_active=False),
    "has given up their keys": lambda luz: PersonKey.objects.filter(pk=luz.key.pk).update(retired_at=clock.now()),
    "was removed from the circles": lambda luz: Membership.objects.filter(person_id=luz.person.pk).update(
        ended_at=clock.now()
    ),
    "has no words": lambda luz: Unlocker.objects.filter(key=luz.key, opens=Opens.PHRASE).update(proven_at=None),
    "has one way in": lambda luz: Unlocker.objects.filter(key=luz.key, opens=Opens.PASSKEY).delete(),
    "has no wraps": lambda luz: Wrap.objects.filter(to_person=luz.key).delete(),
}


@pytest.mark.parametrize("how", GONE)
def test_a_second_person_who_cannot_open_counts_for_nothing(how: str, pair: tuple[Keyed, Keyed]) -> None:
    case_key(to_circle="casework")

    GONE[how](pair[1])

    thin = thin_keys()
    assert set(thin.circles.values()) == {1}
    assert len(thin.circles) == len(ALL)
    assert (thin.cases, thin.circles_unrecovered, thin.cases_unrecovered) == (1, [], 0)
    assert "casework (1)" in mend_of(thin)


def test_a_case_that_hangs_on_one_person_or_on_no_sheet_is_counted(pair: tuple[Keyed, Keyed]) -> None:
    case_key(to_people=pair[:1], recovers=True)
    case_key(to_people=pair)
    Wrap.objects.filter(key__circle__name="sanctuary", to_key__kind=Kind.RECOVERY).delete()

    thin = thin_keys()

    assert (thin.circles, thin.cases) == ({}, 1)
    assert (thin.circles_unrecovered, thin.cases_unrecovered) == (["sanctuary"], 1)
    assert "second person" in mend_of(thin)
    assert "the recovery sheets do not open sanctuary, 1 case keys" in mend_of(thin)


def test_wraps_whose_epoch_is_destroyed_open_nothing(pair: tuple[Keyed, Keyed]) -> None:
    case_key(to_people=pair, recovers=True)
    file = key_file(Shreds.CASE, this_week())
    away = file.rename(file.with_suffix(".away"))

    thin = thin_keys()
    away.rename(file)

    assert (thin.cases, thin.cases_unrecovered, thin.circles) == (1, 1, {})


def test_a_key_under_an_older_version_of_its_circle_still_counts(pair: tuple[Keyed, Keyed]) -> None:
    case_key(to_circle="casework")
    Key.objects.filter(circle__name="casework").update(retired_at=clock.now())

    assert not thin_keys()


def test_it_is_looked_at_once_a_night_and_said_once(pair: tuple[Keyed, Keyed]) -> None:
    GONE["has no wraps"](pair[1])
    three = last_night(clock.now())

    looked = [look_at_keys(since=three) is not None for _worker in range(3)]
    Heartbeat.objects.update(at=three - timedelta(minutes=1))
    next_night = look_at_keys(since=three)

    assert looked == [True, False, False]
    assert next_night
    assert Entry.objects.filter(verb="vault.keys_hang_on_few").count() == 2


@pytest.mark.parametrize(
    ("now", "three"),
    [
        ("2026-01-10T07:59", "2026-01-09T08:00"),  # 2:59 in Massachusetts
        ("2026-01-10T08:00", "2026-01-10T08:00"),
        ("2026-07-10T06:59", "2026-07-09T07:00"),
        ("2026-07-10T23:00", "2026-07-10T07:00"),
    ],
)
def test_the_night_is_the_networks_own(now: str, three: str) -> None:
    def at(said: str) -> datetime:
        return datetime.fromisoformat(said).replace(tzinfo=UTC)

    assert last_night(at(now)) == at(three)
