from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from amparo.core import clock


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.VAR = tmp_path


def test_outside_a_demo_the_clock_is_the_real_time(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "clock.json").write_text('{"real": 0, "virtual": 0, "speed": 60}')

    assert abs(clock.now() - timezone.now()) < timedelta(seconds=1)


def test_a_demo_runs_faster_and_never_jumps(demo: None) -> None:
    with time_machine.travel(timezone.now(), tick=False) as real:
        before = clock.now()
        clock.set_speed(60)
        at_once = clock.now()
        real.shift(10)
        later = clock.now()

    assert abs(at_once - before) < timedelta(milliseconds=1)
    assert later - at_once == timedelta(minutes=10)
    assert clock.real_seconds(60) == 1


def test_a_demo_can_be_set_to_six_in_the_morning(demo: None) -> None:
    six = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0)

    with time_machine.travel(timezone.now(), tick=False):
        clock.set_time(six)

        assert clock.now() == six
        assert clock.ahead(minutes=5) - clock.ago(minutes=5) == timedelta(minutes=10)
