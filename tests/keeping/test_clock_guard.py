from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.governance.enums import Power
from amparo.hotline.models import Call
from amparo.hotline.tests.factories import empower
from amparo.keeping.actions.clock import note_clock
from amparo.keeping.clock_guard import Up, doubt, up
from amparo.keeping.models import ClockSeen
from amparo.keeping.removal import do_the_round
from amparo.messaging.models import OutgoingMessage
from amparo.people.tests.factories import make_person
from tests.keeping.test_removal import make_call

NOW = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
HOUR = timedelta(hours=1)


def seen(at: datetime = NOW, boot: str = "b", up_seconds: float = 1_000) -> ClockSeen:
    return ClockSeen(name="removal", at=at, boot=boot, up_seconds=up_seconds)


@pytest.mark.parametrize(("shown", "machine", "why"), [
    (NOW + HOUR, Up("b", 4_600), ""),
    (NOW + timedelta(days=2), Up("other", 60), ""),  # it was off over the weekend
    (NOW + timedelta(days=5 * 365), Up("b", 4_600), "pause"),
    (NOW + timedelta(days=5 * 365), Up("b", 1_000 + 5 * 365 * 86_400), "pause"),  # every clock of the machine was fooled
    (NOW + timedelta(days=2), Up("b", 4_600), "jump"),
    (NOW - timedelta(days=1), Up("b", 4_600), "back"),
    (NOW + timedelta(days=4), Up("other", 60), "pause"),
])  # fmt: skip
def test_a_clock_is_believed_only_when_nothing_speaks_against_it(shown: datetime, machine: Up, why: str) -> None:
    assert doubt(shown, theirs=shown, machine=machine, last=seen(), newest=None) == why


def test_the_database_has_a_say() -> None:
    theirs = NOW + HOUR

    assert doubt(theirs + HOUR, theirs=theirs, machine=Up("b", 4_600), last=seen(), newest=None) == "database"


def test_small_steps_do_not_add_up() -> None:
    """Two days an hour, each below the longest pause: the machine's own time tells."""
    last, machine, removed = seen(), Up("b", 1_000), 0
    for step in range(1, 20):
        shown, machine = NOW + step * timedelta(days=2), Up("b", machine.seconds + 3_600)
        if not doubt(shown, theirs=shown, machine=machine, last=last, newest=None):
            last, removed = seen(shown, up_seconds=machine.seconds), removed + 1

    assert removed == 0


def test_the_first_look_of_all_is_compared_with_our_newest_trace() -> None:
    years = NOW + timedelta(days=1_500)

    assert doubt(years, theirs=years, machine=Up("b", 5), last=None, newest=NOW) == "pause"
    assert doubt(NOW, theirs=NOW, machine=Up("b", 5), last=None, newest=None) == ""


@pytest.mark.django_db
def test_five_years_ahead_nothing_is_removed_and_whoever_runs_the_house_is_told_once() -> None:
    sam = make_person()
    empower(sam, Power.RUN_HOUSE)
    make_call()
    believed = do_the_round(timezone.now())

    with time_machine.travel(timezone.now() + timedelta(days=5 * 365)):
        again = [do_the_round(timezone.now()) for _n in range(3)]

    assert (believed, again) == (True, [False, False, False])
    assert Call.objects.exclude(index="").count() == 1
    assert Entry.objects.filter(verb="removal.stopped").count() == 1
    assert OutgoingMessage.objects.filter(template="house.clock").count() == 1
    assert ClockSeen.objects.get().wrong_since


@pytest.mark.django_db
def test_when_the_clock_is_right_again_it_goes_on_by_itself() -> None:
    do_the_round(timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=5 * 365)):
        do_the_round(timezone.now())

    assert do_the_round(timezone.now())
    assert ClockSeen.objects.get().wrong_since is None


@pytest.mark.django_db
def test_a_house_that_was_off_for_a_week_asks_and_a_persons_word_is_written_down() -> None:
    person, now = make_person(), timezone.now()
    note_clock(now - timedelta(days=7))
    asked = do_the_round(now)

    note_clock(now, by=person)

    assert (asked, do_the_round(now)) == (False, True)
    assert Entry.objects.get(verb="removal.clock_confirmed").actor == person.pk


def test_the_machine_says_which_start_it_is() -> None:
    assert up().boot == up().boot != ""
    assert up().seconds > 0
