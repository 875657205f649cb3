from calendar import monthrange
from datetime import date

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.events import announce
from amparo.people.events import PersonChanged
from amparo.people.models import Person
from amparo.training.models import Certificate, Course


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@transaction.atomic
def grant_certificate(person: Person, *, course: Course, granted_on: date, by: Actor) -> Certificate:
    """A person finished a course; the certificate counts for the course's months. Granting twice on one day is once."""
    certificate, _new = Certificate.objects.get_or_create(
        person=person, course=course, granted_on=granted_on,
        defaults={"expires_on": _months_later(granted_on, course.valid_months)},
    )  # fmt: skip
    record("certificate.granted", actor=by, subject=certificate, course=course.slug)
    announce(PersonChanged(person))
    return certificate


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: Actor) -> None:
    """From now on this certificate does not count."""
    Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(revoked_at=clock.now())
    record("certificate.revoked", actor=by, subject=certificate)
    announce(PersonChanged(certificate.person))
