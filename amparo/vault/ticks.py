from datetime import datetime, time, timedelta

from django.utils import timezone

from amparo.core import clock
from amparo.core.events import ask
from amparo.core.sealed import ArrivalsWaitAsked
from amparo.core.ticker import every
from amparo.vault.actions.founding import move_arrivals
from amparo.vault.actions.recovering import look_at_keys
from amparo.vault.arrival import destroy_arrival_key, key_file
from amparo.vault.enums import Kind
from amparo.vault.models import Key
from amparo.vault.selectors import is_founded, left_under_arrival

NIGHT = time(3)


@every(seconds=600)
def look_at_keys_at_night() -> None:
    """Once a night, at three or as soon as somebody works after that: does every key hang on two people at least?"""
    look_at_keys(since=last_night(clock.now()))


def last_night(now: datetime) -> datetime:
    """The last three o'clock in the morning, on the network's clock."""
    here = timezone.localtime(now)
    three = datetime.combine(here.date(), NIGHT, tzinfo=here.tzinfo)
    return three if here >= three else three - timedelta(days=1)


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
