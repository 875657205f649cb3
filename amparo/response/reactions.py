from amparo.core.events import reacts_to
from amparo.people.events import PersonChanged
from amparo.response.actions.roster import refresh_roster


@reacts_to(PersonChanged)
def keep_the_roster(event: PersonChanged) -> None:
    """Who changed is on the roster as they are now."""
    refresh_roster([event.person.pk], reason="person changed")
