from datetime import timedelta

from django.conf import settings

from amparo.core import clock
from amparo.core.ticker import every
from amparo.letterbox.actions import forget_letters
from amparo.letterbox.models import Letter

NETS = timedelta(hours=1)


@every(seconds=300)
def forget_nets() -> None:
    """From where letters came is known for an hour, to see a flood."""
    Letter.objects.filter(created_at__lt=clock.now() - NETS).exclude(net="").update(net="")


@every(seconds=3_600)
def forget() -> None:
    """What people wrote is kept for some days only."""
    forget_letters(clock.ago(days=settings.KEEP_DAYS))
