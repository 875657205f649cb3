from amparo.cases.actions.renewing import want_renewals
from amparo.cases.actions.team import leave_seats
from amparo.core.events import reacts_to
from amparo.vault.circles import CASEWORK
from amparo.vault.events import MemberRemoved


@reacts_to(MemberRemoved)
def renew_what_they_opened(event: MemberRemoved) -> None:
    """Whoever left the casework circle for cause could open its cases: each open one gets new keys, and they lose their seats.

    Whoever left in peace loses the seats that they filled by the circle's key: what they held waits for somebody else.
    """
    if event.name != CASEWORK:
        return
    if event.for_cause:
        want_renewals(event.person, by=event.by)
    else:
        leave_seats(event.person, by=event.by)
