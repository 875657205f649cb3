from django.conf import settings

from amparo.core.events import reacts_to
from amparo.hotline.actions.call_backs import tell_people_on_shift
from amparo.hotline.actions.ringing import ring_all_waiting
from amparo.hotline.enums import CallBackWhy
from amparo.hotline.events import CallBackNeeded
from amparo.rota.enums import Duty
from amparo.rota.events import DutyChanged


@reacts_to(DutyChanged)
def ring_whoever_came(event: DutyChanged) -> None:
    """Somebody came on duty: whoever waits is tried again at once."""
    if event.duty in (Duty.HOTLINE, Duty.BACKUP):
        ring_all_waiting(1)


@reacts_to(CallBackNeeded)
def tell_of_left_word(event: CallBackNeeded) -> None:
    """Who left a message or asked for a text was told that a person comes back to them: let people know."""
    if event.call_back.why in (CallBackWhy.MESSAGE, CallBackWhy.TEXT_ME):
        tell_people_on_shift(event.call_back, link=f"{settings.PUBLIC_URL}/hotline/")
