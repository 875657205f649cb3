from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from amparo.core import clock
from amparo.governance.actions import found_body, grant_mandate
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.people.tests.factories import make_person
from amparo.rota.actions import add_pattern, add_shift, cancel_shift, clock_in, clock_out, restore_shift, take_break
from amparo.rota.enums import Duty
from amparo.rota.errors import NotEligible, NotOnTheRota, ShiftOver
from amparo.rota.models import ClockIn, Pattern
from amparo.rota.selectors import clocked_in, gaps, on_duty_and_clocked_in, shifts

pytestmark = pytest.mark.django_db
SATURDAY = 5
MORNING = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)  # Monday, 9 in the morning in Holyoke


def every(weekday: int, begins: time, minutes: int, person: Person | None = None, **more: Any) -> Pattern:
    return Pattern.objects.create(
        person=person or make_person(), duty=Duty.DISPATCH, weekday=weekday, starts_at=begins, minutes=minutes,
        valid_from=more.pop("valid_from", date(2026, 1, 1)), **more,
    )  # fmt: skip


def stretches(first: date, days: int = 2) -> list[tuple[str, str]]:
    start = datetime.combine(first, time(0), tzinfo=UTC)
    found = shifts(start, start + timedelta(days=days), Duty.DISPATCH)
    return [(f"{each.starts_at:%d %H:%M}", f"{each.ends_at:%d %H:%M}") for each in found]


def test_a_shift_from_saturday_night_belongs_to_saturday_and_ends_on_sunday() -> None:
    every(SATURDAY, time(22), 480)

    assert stretches(date(2026, 6, 6)) == [("07 02:00", "07 10:00")]


def test_the_night_of_the_spring_gap_is_an_hour_shorter_and_ends_at_the_same_hour_on_the_wall() -> None:
    every(SATURDAY, time(22), 480)

    assert stretches(date(2026, 3, 7)) == [("08 03:00", "08 10:00")]


def test_the_night_of_the_double_hour_is_an_hour_longer() -> None:
    every(SATURDAY, time(22), 480)

    assert stretches(date(2026, 10, 31)) == [("01 02:00", "01 11:00")]


def test_a_rule_keeps_its_own_zone_when_the_person_moves() -> None:
    pattern = every(SATURDAY, time(22), 480)
    before = stretches(date(2026, 6, 6))
    Person.objects.filter(pk=pattern.person_id).update(time_zone="America/Los_Angeles")
    moved = stretches(date(2026, 6, 6))
    Pattern.objects.filter(pk=pattern.pk).update(zone="America/Los_Angeles")

    assert before == moved
    assert stretches(date(2026, 6, 6)) == [("07 05:00", "07 13:00")]


def test_a_cancelled_day_leaves_its_gap_until_it_is_taken_back() -> None:
    pattern = every(SATURDAY, time(8), 240)
    start, end = datetime(2026, 6, 6, 12, tzinfo=UTC), datetime(2026, 6, 6, 16, tzinfo=UTC)
    full = gaps(Duty.DISPATCH, start, end)
    row = cancel_shift(pattern, on=date(2026, 6, 6), by=pattern.person)
    cancel_shift(pattern, on=date(2026, 6, 6), by=pattern.person)
    hole = gaps(Duty.DISPATCH, start, end)
    restore_shift(row, by=pattern.person)

    assert (full, hole, gaps(Duty.DISPATCH, start, end)) == ([], [(start, end)], [])


@pytest.fixture
def june() -> Person:
    june = make_person()
    grant_mandate(june, body=found_body("Rapid response", by=None), power=Power.DISPATCH, reason="decided", by=None)
    return june


@pytest.fixture
def monday(june: Person) -> Any:
    with time_machine.travel(MORNING, tick=False) as traveller:
        from amparo.governance.models import Mandate

        Mandate.objects.update(starts_at=MORNING - timedelta(days=300))
        yield traveller


def test_clocking_in_needs_a_shift_that_runs_or_begins_within_the_hour(june: Person, monday: Any) -> None:
    with pytest.raises(NotOnTheRota):
        clock_in(june, duty=Duty.DISPATCH, by=june)
    every(0, time(9, 50), 120, june)
    row = clock_in(june, duty=Duty.DISPATCH, by=june)
    again = clock_in(june, duty=Duty.DISPATCH, by=june)

    assert row.pk == again.pk
    assert f"{row.until:%H:%M}" == "15:50"


def test_off_goes_by_itself_when_the_shift_ends(june: Person, monday: Any) -> None:
    every(0, time(9), 120, june)
    clock_in(june, duty=Duty.DISPATCH, by=june)
    on = on_duty_and_clocked_in(Duty.DISPATCH, clock.now())
    monday.move_to(MORNING + timedelta(hours=2, seconds=1))

    assert on == [june]
    assert clocked_in(Duty.DISPATCH, clock.now()) == []


def test_a_break_ends_by_itself_and_off_is_off(june: Person, monday: Any) -> None:
    every(0, time(9), 120, june)
    clock_in(june, duty=Duty.DISPATCH, by=june)
    take_break(june, duty=Duty.DISPATCH, minutes=15, by=june)
    paused = clocked_in(Duty.DISPATCH, clock.now())
    monday.move_to(MORNING + timedelta(minutes=15))
    back = clocked_in(Duty.DISPATCH, clock.now())
    clock_out(june, duty=Duty.DISPATCH, by=june)

    assert (paused, back, clocked_in(Duty.DISPATCH, clock.now())) == ([], [june], [])


def test_whoever_lost_the_role_since_signing_up_cannot_clock_in(june: Person, monday: Any) -> None:
    from amparo.governance.models import Mandate

    every(0, time(9), 120, june)
    Mandate.objects.filter(person=june).update(ends_at=MORNING - timedelta(minutes=1))

    with pytest.raises(NotEligible):
        clock_in(june, duty=Duty.DISPATCH, by=june)
    assert not ClockIn.objects.exists()


def test_a_hotline_shift_needs_its_certificate_on_the_day_itself(monday: Any) -> None:
    ana = make_person()
    grant_mandate(ana, body=found_body("Hotline", by=None), power=Power.ANSWER, reason="decided", by=None)

    with pytest.raises(NotEligible):
        add_shift(ana, duty=Duty.HOTLINE, starts_at=MORNING, ends_at=MORNING + timedelta(hours=2), by=ana)


@pytest.mark.parametrize(("begins", "hours"), [(-5, 2), (1, 13), (1, 0)])
def test_a_shift_that_is_past_too_long_or_empty_is_refused(june: Person, monday: Any, begins: int, hours: int) -> None:
    starts = MORNING + timedelta(hours=begins)

    with pytest.raises(ShiftOver):
        add_shift(june, duty=Duty.DISPATCH, starts_at=starts, ends_at=starts + timedelta(hours=hours), by=june)


def test_an_added_shift_fills_a_gap_and_a_weekly_one_all_weeks(june: Person, monday: Any) -> None:
    start, end = MORNING + timedelta(hours=1), MORNING + timedelta(hours=3)
    add_shift(june, duty=Duty.DISPATCH, starts_at=start, ends_at=end, by=june)
    add_pattern(
        june, duty=Duty.DISPATCH, weekday=1, starts_at=time(9), minutes=60, valid_from=date(2026, 6, 1),
        zone="America/New_York", by=june,
    )  # fmt: skip

    assert gaps(Duty.DISPATCH, start, end) == []
    assert len(shifts(MORNING, MORNING + timedelta(days=21), Duty.DISPATCH)) == 4


def test_nobody_cancels_the_shift_of_somebody_else(client: Client, june: Person) -> None:
    pattern = every(0, time(9), 120)
    client.force_login(june)
    session = client.session
    session["demo"] = True
    session.save()

    answer = client.post(f"/rota/patterns/{pattern.pk}/cancellations/2026-06-01/")

    assert answer.status_code == 404
    assert not pattern.overrides.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "minutes", "whole"), [(time(0), 1440, True), (time(0), 720, False), (time(6), 1440, False)]
)
def test_a_shift_from_midnight_to_midnight_is_a_whole_day(begins: time, minutes: int, whole: bool) -> None:
    person = make_person()
    Pattern.objects.create(
        person=person, duty=Duty.DISPATCH, weekday=2, starts_at=begins, minutes=minutes, valid_from=date(2026, 1, 1)
    )

    [shift] = shifts(datetime(2026, 11, 25, 12, tzinfo=UTC), datetime(2026, 11, 25, 16, tzinfo=UTC), Duty.DISPATCH)

    assert shift.whole_day is whole
