"""What was said to whom is kept only while somebody needs it: the number goes first, then the words and whose they were."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction

from amparo.audit.actions import Actor, record
from amparo.messaging.enums import State
from amparo.messaging.models import CallOrder, InboundText, OutgoingMessage, ProviderEvent

NUMBERS, CALLBACKS = (
    timedelta(days=1),
    timedelta(days=2),
)  # the carrier repeats itself, and is asked again, within a day
NOT_AT_REST = models.Q(state__in=[State.WAITING, State.IN_FLIGHT]) | models.Q(guessed=True)


@transaction.atomic
def forget_number(index: str, *, by: Actor | None) -> None:
    """Erase this number at once, wherever nothing has to be sent to it any more; what was said stays for its days."""
    if index:
        _erase_numbers(index=index)
        record("number.forgotten", actor=by)


def _erase_numbers(**which: object) -> None:
    for kind in (OutgoingMessage, CallOrder):
        kind.objects.filter(**which).exclude(NOT_AT_REST).exclude(to=None).update(to=None)
    InboundText.objects.filter(**which).exclude(sender=None).update(sender=None)


@transaction.atomic
def forget_what_was_said(now: datetime, *, by: Actor | None = None) -> None:
    """Numbers go after a day, callbacks after two, words and hashes of numbers after the days that the network chose."""
    _erase_numbers(created_at__lt=now - NUMBERS)
    ProviderEvent.objects.filter(created_at__lt=now - CALLBACKS).delete()
    old = {"created_at__lt": now - timedelta(days=settings.KEEP_DAYS)}
    OutgoingMessage.objects.filter(**old).exclude(body=None).update(to=None, body=None, index="")
    CallOrder.objects.filter(**old).exclude(index="").update(to=None, index="")
    count = InboundText.objects.filter(**old).exclude(words=None).update(sender=None, words=None, key=None, index="")
    record("texts.forgotten", actor=by, count=count)
