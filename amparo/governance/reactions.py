"""Governance tells whoever runs the house."""

from django.conf import settings

from amparo.core import clock
from amparo.core.events import reacts_to
from amparo.governance.access import people_who_may
from amparo.governance.enums import Power
from amparo.keeping.events import RemovalStopped
from amparo.messaging.actions import Draft, queue_messages
from amparo.messaging.enums import Lane
from amparo.people.selectors import texting_numbers
from amparo.vault.events import KeysHangOnFew


@reacts_to(RemovalStopped)
def tell_of_the_clock(_event: RemovalStopped) -> None:
    """The clock is not believed and nothing is removed."""
    tell_whoever_runs_the_house("house.clock", link=f"{settings.PUBLIC_URL}/keeping/")


@reacts_to(KeysHangOnFew)
def tell_of_the_keys(_event: KeysHangOnFew) -> None:
    """If one person were gone, something would open for nobody."""
    tell_whoever_runs_the_house("house.keys", link=f"{settings.PUBLIC_URL}/vault/circles/")


def tell_whoever_runs_the_house(template: str, *, link: str) -> None:
    """Each of them gets one text, in their language."""
    people = list(people_who_may(Power.RUN_HOUSE))
    numbers = texting_numbers([person.pk for person in people])
    queue_messages(
        Draft(template, numbers[person.pk][0], person.language, Lane.ACTIVATION, clock.ahead(days=1), {"link": link})
        for person in people
        if person.pk in numbers
    )
