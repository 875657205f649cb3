from typing import ClassVar

from django.db import models
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from amparo.core.keeping import COUNTS, About, Goes, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.people.models import Person
from amparo.rota.enums import Duty


class Pattern(Row):
    """A weekly shift in local time: who is on which duty, from which hour, for how long."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="patterns")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    weekday = models.PositiveSmallIntegerField(help_text="The day it starts: 0 is Monday.")
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(
        help_text="Length on the clock on the wall, in minutes; may pass midnight."
    )
    zone = models.CharField(max_length=40, default="America/New_York")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    @property
    def day_name(self) -> str:
        """The day of the week on which it starts, in the reader's language."""
        return str(dates.WEEKDAYS[self.weekday])

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at", "duty", "weekday", "starts_at", "minutes", "zone", "valid_from", "valid_until"
    )
    keeps: ClassVar[Keeps] = with_its(
        "person", _("Your weekly shifts"), goes=(Goes(_("shifts that ended"), COUNTS, since="valid_until"),)
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_is_0_to_6")]
        indexes = [models.Index(fields=["duty", "weekday"])]


class Override(Row):
    """A dated exception: a shift of a pattern that is cancelled, or one that is added."""

    pattern = models.ForeignKey(Pattern, null=True, on_delete=models.CASCADE, related_name="overrides")
    cancelled_on = models.DateField(null=True, help_text="The day the cancelled shift starts.")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="added_shifts")
    duty = models.CharField(max_length=12, choices=Duty.choices, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at cancelled_on duty starts_at ends_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Shifts that you took or could not do"), goes=(Goes(_("all of it"), COUNTS),)
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pattern__isnull=False, cancelled_on__isnull=False, person=None)
                | models.Q(pattern=None, person__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
                name="override_cancels_or_adds",
            ),
            models.UniqueConstraint(fields=["pattern", "cancelled_on"], name="a_shift_is_cancelled_once"),
        ]


class ClockIn(Row):
    """That a person said "I am on" for a duty. Being rung needs both: on the rota and clocked in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="clock_ins")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    until = models.DateTimeField(help_text="When it ends by itself.")
    ended_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at duty until ended_at paused_until")
    keeps: ClassVar[Keeps] = with_its(
        "person", _("When you were on duty"), goes=(Goes(_("all of it"), COUNTS, since="until"),)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "duty"], condition=models.Q(ended_at=None), name="clocked_in_once_per_duty"
            )
        ]
