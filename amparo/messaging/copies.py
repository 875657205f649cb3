"""What lies at the carrier is deleted there, and only its answer "there is nothing" ends that: it is asked again after deleting."""

from datetime import timedelta

from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.messaging.channels.twilio_compat.client import delete_text, has_text
from amparo.messaging.enums import State
from amparo.messaging.errors import CarrierUnavailable
from amparo.messaging.models import CarrierCopy, OutgoingMessage

AT_ONCE, LONGEST_PAUSE = 50, 3_600
NO_NEWS = timedelta(days=1)  # a text of which the carrier told no end after a day


def note_copies(*sids: str) -> None:
    """These texts lie at the carrier, too."""
    CarrierCopy.objects.bulk_create([CarrierCopy(sid=sid) for sid in sids], ignore_conflicts=True)


def delete_copies() -> int:
    """One round over the copies that are due; how many are gone for certain. A carrier in trouble is asked again later."""
    gone = 0
    for copy in CarrierCopy.objects.filter(due_at__lte=clock.now()).order_by("due_at")[:AT_ONCE]:
        try:
            left = not delete_text(copy.sid) or has_text(copy.sid)
        except CarrierUnavailable:
            _put_off(copy)
            break
        if left:
            _put_off(copy)
        else:
            _forget(copy)
            gone += 1
    return gone


def _put_off(copy: CarrierCopy) -> None:
    pause = min(2 ** min(copy.tries + 1, 12), LONGEST_PAUSE)
    CarrierCopy.objects.filter(pk=copy.pk).update(tries=copy.tries + 1, due_at=clock.ahead(seconds=pause))


@transaction.atomic
def _forget(copy: CarrierCopy) -> None:
    if CarrierCopy.objects.filter(pk=copy.pk).delete()[0]:
        record("copy.deleted_at_carrier", actor=None, tries=copy.tries + 1)


def note_texts_without_news() -> None:
    """Texts of whose end the carrier tells nothing any more are deleted there as well."""
    old = {"handed_over_at__lt": clock.now() - NO_NEWS, "handed_over_at__gt": clock.now() - 2 * NO_NEWS}
    silent = OutgoingMessage.objects.filter(state__in=[State.HANDED_OVER, State.SENT], **old).exclude(provider_sid=None)
    note_copies(*filter(None, silent.values_list("provider_sid", flat=True)))
