from django.utils import timezone

from amparo.core import clock
from amparo.core.ticker import every
from amparo.people.models import LoginTry, NumberCode, Session


@every(seconds=3_600)
def forget_what_is_over() -> None:
    """Old codes, sign-in tries and sessions say only where somebody was: they go."""
    NumberCode.objects.filter(created_at__lt=clock.ago(days=1)).delete()
    LoginTry.objects.filter(until__lt=timezone.now()).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
