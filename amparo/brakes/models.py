from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.brakes.enums import AlarmKind, Reads, Takes
from amparo.core import clock
from amparo.core.keeping import About, Goes, Keeps, days
from amparo.core.models import DataClass, Row, plain
from amparo.people.models import Person


class Reading(models.Model):
    """That somebody opened the words of one thing within one hour; never which words."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reads = models.CharField(max_length=10, choices=Reads.choices)
    subject = models.UUIDField()
    hour = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("reads subject hour")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("How many things a member opened, to notice when somebody opens very many"),
        goes=(Goes(_("all of it"), days(2), since="hour"),),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "reads", "subject", "hour"], name="one_reading_an_hour")
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Lift(Row):
    """That somebody may open more than usual until a moment, who said so, and why."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200)
    until = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at reason until")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Who let whom open more than usual, and why"), goes=(Goes(_("all of it"), days(90)),)
    )


class Canary(Row):
    """A thing that nobody has a reason to open."""

    subject = models.UUIDField(unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at subject")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Which things are there only to be watched"), as_long_as=_("until somebody takes it back")
    )


class Alarm(Row):
    """That somebody opened what they had no reason to, or too much, until somebody who leads has looked."""

    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind taken_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("That somebody opened too much, and who looked into it"), goes=(Goes(_("all of it"), days(90)),)
    )


class Export(Row):
    """That somebody wants to take a list out of the house, why, who agreed, and whether they took it."""

    takes = models.CharField(max_length=10, choices=Takes.choices)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agreed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at takes reason agreed_at taken_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Which lists were taken out, by whom, and who agreed"), goes=(Goes(_("all of it"), days(365)),)
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="two_people_export"
            )
        ]

    @property
    def is_fresh(self) -> bool:
        """Whether it can still be agreed to and taken."""
        return self.taken_at is None and self.created_at > clock.ago(days=1)
