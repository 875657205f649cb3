import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.keeping import WRITTEN_OVER, About, Goes, Keeps, days


class DataClass(StrEnum):
    """How a field is kept: closed to people's own keys, encrypted with the operational key, or plain."""

    SEALED = "sealed"
    GUARDED = "guarded"
    PLAIN = "plain"


def plain(*names: str) -> dict[str, DataClass]:
    """These fields are of the plain class; several names may share one text, parted by spaces."""
    return dict.fromkeys(" ".join(names).split(), DataClass.PLAIN)


class Row(models.Model):
    """A row with a key made in the program and the moment it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    data_classes: ClassVar[dict[str, DataClass]] = {}

    class Meta:
        abstract = True

    @property
    def public_id(self) -> uuid.UUID:
        """What addresses and messages call this row."""
        return self.id

    def __str__(self) -> str:
        return f"{self._meta.model_name} {str(self.id)[:8]}"


class BoardEvent(models.Model):
    """Something changed on a live board: the topic and the row, never the content."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    data_classes: ClassVar[dict[str, DataClass]] = plain("topic subject urgent created_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("That something changed on a board, without what"), goes=(Goes(_("all of it"), days(1)),)
    )

    class Meta:
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"board event {self.id}"


class Heartbeat(models.Model):
    """The last sign of life of a process that works in the background."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("name at")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("That the parts of the system are alive"), as_long_as=WRITTEN_OVER)

    def __str__(self) -> str:
        return f"heartbeat {self.name}"
