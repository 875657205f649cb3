"""Whom an alarm reaches."""

from amparo.core import clock
from amparo.governance.access import people_who_may
from amparo.governance.enums import Power
from amparo.people.models import Person
from amparo.rota.enums import Duty
from amparo.rota.selectors import on_duty_and_clocked_in


def leads_on_duty() -> list[Person]:
    """Whom an alarm reaches: dispatchers on duty first, then people who may lead and dispatch, at most six."""
    duty = on_duty_and_clocked_in(Duty.DISPATCH, clock.now())
    both = people_who_may(Power.LEAD_RESPONSE).filter(pk__in=people_who_may(Power.DISPATCH))
    found = {person.pk: person for person in [*duty, *both.order_by("created_at")[:6]]}
    return list(found.values())[:6]
