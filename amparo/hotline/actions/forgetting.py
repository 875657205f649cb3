"""What a contact left behind goes when nobody needs it any more."""

from datetime import datetime

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage


@transaction.atomic
def forget_contacts(before: datetime, *, by: Actor | None = None) -> None:
    """Erase spoken messages, exact places and hashes of numbers of contacts from before this moment.

    What somebody still has to call back for stays until that is done.
    """
    needed = CallBack.objects.filter(done_at=None, call__isnull=False).values("call")
    SpokenMessage.objects.filter(created_at__lt=before).exclude(audio=None).exclude(call__in=needed).update(
        audio=None, key=None
    )
    Call.objects.filter(ended_at__lt=before).exclude(index="").exclude(pk__in=needed).update(index="")
    CallBack.objects.filter(done_at__lt=before).exclude(index="").update(index="")
    old = Intake.objects.filter(created_at__lt=before).exclude(place=None, lat=None)
    count = old.update(place=None, lat=None, lon=None, precision_m=0, sighting={})
    record("contacts.forgotten", actor=by, intakes=count)
