from amparo.core.events import reacts_to
from amparo.hotline.actions.ringing import ring_all_waiting
from amparo.rota.enums import Duty
from amparo.rota.events import DutyChanged


@reacts_to(DutyChanged)
def ring_whoever_came(event: DutyChanged) -> None:
    """Somebody came on duty: whoever waits is tried again at once."""
    if event.duty in (Duty.HOTLINE, Duty.BACKUP):
        ring_all_waiting(1)
