"""Who may do what changes here, always with a reason and never by somebody for themselves."""

from datetime import datetime

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.events import announce
from amparo.governance.access import may
from amparo.governance.enums import GIVEN_BY_COORDINATORS, Power
from amparo.governance.errors import NotForYourself, NotYoursToGive, ReasonMissing
from amparo.governance.models import Body, Mandate
from amparo.people.events import PersonChanged
from amparo.people.models import Person


@transaction.atomic
def found_body(name: str, *, by: Actor | None) -> Body:
    """A group that decides or works; one of the same name is the same."""
    body, is_new = Body.objects.get_or_create(name=name.strip())
    record("body.founded" if is_new else "body.met", actor=by, subject=body)
    return body


@transaction.atomic
def grant_mandate(
    person: Person, *, body: Body, power: Power, reason: str, by: Person | None, ends_at: datetime | None = None
) -> Mandate:
    """A body lets a person do one thing from now on, until a moment or until it is ended.

    Refused without a reason, for oneself, and when the power is not the giver's to give. ``by=None`` is the command line.
    """
    _check(person, power, reason, by)
    mandate = Mandate.objects.create(
        body=body, person=person, power=power, starts_at=clock.now(), ends_at=ends_at, reason=reason.strip()
    )
    record("mandate.granted", actor=by, subject=mandate, power=power, person=str(person.pk))
    announce(PersonChanged(person))
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, reason: str, by: Person) -> None:
    """From now on this mandate does not hold. Ending it again changes nothing."""
    _check(mandate.person, Power(mandate.power), reason, by)
    now = clock.now()
    rows = Mandate.objects.filter(pk=mandate.pk).exclude(ends_at__lte=now)
    ended = rows.update(ends_at=now, reason=f"{mandate.reason} / {reason.strip()}"[:200])
    record("mandate.ended", actor=by, subject=mandate, power=mandate.power, changed=ended)
    announce(PersonChanged(mandate.person))


def _check(person: Person, power: Power, reason: str, by: Person | None) -> None:
    if len(reason.strip()) < 5:
        raise ReasonMissing
    if by is None:
        return
    if by.pk == person.pk:
        raise NotForYourself
    if power not in GIVEN_BY_COORDINATORS and not may(by, Power.RUN_HOUSE):
        raise NotYoursToGive
