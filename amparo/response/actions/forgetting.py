"""Where exactly something happened, and what people answered, is kept for some days only."""

from datetime import datetime

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.geo.cells import cell_of, centre_of
from amparo.response.enums import CELL_M
from amparo.response.models import Activation, Answer, Report, Source


@transaction.atomic
def forget_places(before: datetime, *, by: Actor | None = None) -> None:
    """Of older reports only the neighbourhood stays, of answers only their meaning. What goes on is not touched."""
    goes_on = Activation.objects.open().values("report")
    old = Report.objects.filter(created_at__lt=before).exclude(pk__in=goes_on)
    old.exclude(place=None).update(place=None)
    count = 0
    for report in old.filter(precision_m__lt=CELL_M).only("lat", "lon"):
        lat, lon = centre_of(cell_of(report.lat, report.lon))
        count += Report.objects.filter(pk=report.pk).update(lat=lat, lon=lon, precision_m=CELL_M)
    Source.objects.filter(created_at__lt=before, report__in=old).exclude(caller="").update(caller="")
    Answer.objects.filter(created_at__lt=before).exclude(words=None).update(words=None, key=None)
    record("places.forgotten", actor=by, count=count)
