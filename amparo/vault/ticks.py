from amparo.core import clock
from amparo.core.events import ask
from amparo.core.sealed import ArrivalsWaitAsked
from amparo.core.ticker import every
from amparo.vault.actions.founding import move_arrivals
from amparo.vault.arrival import destroy_arrival_key, key_file
from amparo.vault.enums import Kind
from amparo.vault.models import Key
from amparo.vault.selectors import is_founded, left_under_arrival


@every(seconds=60)
def end_the_arrival_key() -> None:
    """After the founding: close anew what was still on its way, and destroy the key when nothing can need it any more."""
    if not key_file().exists() or not is_founded():
        return
    if Key.objects.filter(kind=Kind.ARRIVAL, retired_at=None).exists():
        return
    if move_arrivals(None) or left_under_arrival() or ask(ArrivalsWaitAsked()):
        return
    if not Key.objects.filter(kind=Kind.ARRIVAL, retired_at__gt=clock.ago(minutes=5)).exists():
        destroy_arrival_key()
