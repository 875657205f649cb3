from uuid import UUID

from django.http import Http404

from amparo.brakes.models import Alarm, Export
from amparo.people.models import Person


def alarm_for(public_id: UUID) -> Alarm:
    """An alarm of a page whose door asked for a power already."""
    alarm = Alarm.objects.filter(pk=public_id).select_related("person").first()
    if alarm is None:
        raise Http404
    return alarm


def export_for(public_id: UUID) -> Export:
    """An export of a page whose door asked for a power already."""
    export = Export.objects.filter(pk=public_id).select_related("asked_by", "agreed_by").first()
    if export is None:
        raise Http404
    return export


def person_called(username: str) -> Person | None:
    """Who signs in with this name, for somebody who leads."""
    return Person.objects.filter(username__iexact=username.strip(), is_active=True).first()
