"""The lead hears when the line would ring nobody, once for each stretch."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.core import clock
from amparo.hotline.models import LineGap
from amparo.hotline.selectors.queue import line_gaps
from amparo.hotline.tests.factories import make_backup, make_lead, make_responder, on_rota
from amparo.hotline.ticks import tell_of_gaps
from amparo.messaging.models import OutgoingMessage
from amparo.people.tests.factories import make_person
from amparo.rota.actions import clock_out
from amparo.rota.enums import Duty
from amparo.rota.models import Override

pytestmark = pytest.mark.django_db


def covered(hours: int) -> None:
    Override.objects.all().update(starts_at=clock.ago(days=2), ends_at=clock.ahead(hours=hours))


def test_a_line_that_rings_somebody_all_week_has_no_gap() -> None:
    make_responder("es")
    covered(24 * 10)

    assert line_gaps() == []


def test_a_back_up_fills_a_gap() -> None:
    make_backup("es")
    covered(24 * 10)

    assert line_gaps() == []


def test_an_hour_without_anybody_within_seven_days_is_a_gap_and_beyond_is_none() -> None:
    make_responder("es")
    covered(24 * 3)

    [gap] = line_gaps()
    assert not gap.rings_nobody_now
    assert abs(gap.starts_at - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)
    covered(24 * 7 + 1)
    assert line_gaps() == []


def test_people_on_shift_who_are_not_clocked_in_ring_nobody_now() -> None:
    person = make_responder("es")
    covered(24 * 10)
    clock_out(person, duty=Duty.HOTLINE, by=person)

    [gap] = line_gaps()
    assert gap.rings_nobody_now


def test_the_lead_is_told_once_for_each_stretch() -> None:
    lead = make_lead("es")
    make_responder("es")
    covered(24 * 3)

    tell_of_gaps()
    tell_of_gaps()
    assert [message.template for message in OutgoingMessage.objects.all()] == ["hotline.gap"]
    on_rota(make_person(), hours=24 * 4)  # half of it is filled: no news
    tell_of_gaps()

    assert OutgoingMessage.objects.get().language == lead.language
    assert LineGap.objects.count() == 1


def test_an_empty_rota_is_told_at_once() -> None:
    make_lead()

    tell_of_gaps()

    assert OutgoingMessage.objects.get().template == "hotline.gap_now"
