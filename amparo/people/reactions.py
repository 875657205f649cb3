from amparo.core.events import reacts_to
from amparo.messaging.events import NumberFailed
from amparo.people.actions import mark_number
from amparo.people.enums import ContactStatus


@reacts_to(NumberFailed)
def remember_that_a_number_fails(event: NumberFailed) -> None:
    """Nobody is asked again on a number that takes no texts."""
    mark_number(event.index, status=ContactStatus.LANDLINE if event.landline else ContactStatus.BAD, by=None)
