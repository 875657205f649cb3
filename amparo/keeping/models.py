from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.keeping import THE_NETWORK, WRITTEN_OVER, About, Keeps
from amparo.core.models import DataClass, Row, plain
from amparo.vault.enums import Shreds


class Removed(models.Model):
    """How many of one kind were removed on one day; never what they were."""

    day = models.DateField()
    kind = models.CharField(max_length=100, help_text="The model and what of it went, such as hotline.Call.number.")
    count = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = plain("day kind count")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("How many things were removed on a day, without what they were"), as_long_as=THE_NETWORK
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="one_count_per_day_and_kind")]

    def __str__(self) -> str:
        return f"removed on {self.day}"


class Epoch(Row):
    """A shred epoch that ended: since when no living wrap lies under it, and when its key was destroyed."""

    shreds = models.CharField(max_length=8, choices=Shreds.choices)
    week = models.DateField()
    emptied_at = models.DateTimeField(default=clock.now, help_text="From then on the database refuses a wrap under it.")
    destroyed_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at shreds week emptied_at destroyed_at")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("When the weekly keys were destroyed"), as_long_as=THE_NETWORK)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shreds", "week"], name="an_epoch_ends_once")]


class ClockSeen(models.Model):
    """What the clocks showed when something was last removed, so that a jump is noticed before anything is."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()
    boot = models.CharField(max_length=40, blank=True, help_text="Which start of the machine this was.")
    up_seconds = models.FloatField(default=0, help_text="How long the machine had been up.")
    wrong_since = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("name at boot up_seconds wrong_since why")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("What the clock showed when we last looked"), as_long_as=WRITTEN_OVER)

    def __str__(self) -> str:
        return f"clock of {self.name}"
