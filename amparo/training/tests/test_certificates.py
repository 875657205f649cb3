from datetime import date, timedelta

import pytest

from amparo.people.tests.factories import make_person, today
from amparo.training.actions import grant_certificate, revoke_certificate
from amparo.training.models import Course
from amparo.training.selectors import holders, trained, valid_certificates

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return Course.objects.create(slug="rapid-response", name="Rapid response", valid_months=12)


def test_a_certificate_counts_from_its_day_to_its_last_day_and_not_one_longer(course: Course) -> None:
    ana = make_person()
    row = grant_certificate(ana, course=course, granted_on=date(2024, 2, 29), by=ana)

    counts = [
        day
        for day in (date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1))
        if holders(course.slug, day).exists()
    ]

    assert row.expires_on == date(2025, 2, 28)
    assert counts == [date(2024, 2, 29), date(2025, 2, 28)]


def test_whoever_has_an_expired_certificate_is_not_among_the_trained(course: Course) -> None:
    ana, ben = make_person(), make_person()
    grant_certificate(ana, course=course, granted_on=today() - timedelta(days=400), by=ana)
    grant_certificate(ben, course=course, granted_on=today() - timedelta(days=40), by=ben)

    assert list(trained(today())) == [ben]


def test_a_revoked_certificate_counts_at_once_no_more(course: Course) -> None:
    ana = make_person()
    row = grant_certificate(ana, course=course, granted_on=today(), by=ana)
    revoke_certificate(row, by=ana)
    revoke_certificate(row, by=ana)

    assert not valid_certificates(today()).exists()


def test_granting_twice_on_one_day_is_once(course: Course) -> None:
    ana = make_person()
    first = grant_certificate(ana, course=course, granted_on=today(), by=ana)

    assert grant_certificate(ana, course=course, granted_on=today(), by=ana) == first
