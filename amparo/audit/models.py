from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.keeping import THE_NETWORK, About, Keeps
from amparo.core.models import DataClass, Row, plain


class Entry(Row):
    """Who did what to what, and who looked. Entries are only ever added."""

    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at", "actor", "verb", "subject_kind", "subject", "detail"
    )
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Who did what and who looked, without what was said"), as_long_as=THE_NETWORK
    )

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject"]), models.Index(fields=["created_at"])]


class Link(models.Model):
    """The place of an entry in the chain: each link carries the hash of all before it."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    hash = models.CharField(max_length=64)
    linked_at = models.DateTimeField(default=clock.now)

    data_classes: ClassVar[dict[str, DataClass]] = plain("number hash linked_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("The chain that shows that nobody changed that list"), as_long_as=THE_NETWORK
    )

    def __str__(self) -> str:
        return f"link {self.number}"
