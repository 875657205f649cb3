from amparo.cases.actions.renewing import want_renewals
from amparo.core.events import reacts_to
from amparo.vault.circles import CASEWORK
from amparo.vault.events import MemberRemoved


@reacts_to(MemberRemoved)
def renew_what_they_opened(event: MemberRemoved) -> None:
    """Whoever left the casework circle for cause could open its cases: each open one gets new keys, and they lose their seats."""
    if event.name == CASEWORK and event.for_cause:
        want_renewals(event.person, by=event.by)
