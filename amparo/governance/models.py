from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.keeping import COUNTS, THE_NETWORK, About, Goes, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.governance.enums import Power
from amparo.people.models import Person

PLAIN = DataClass.PLAIN


class Body(Row):
    """A group that decides or works: the worker committee, a subcommittee, a team."""

    name = models.CharField(max_length=80, unique=True)

    data_classes: ClassVar[dict[str, DataClass]] = {"created_at": PLAIN, "name": PLAIN}
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("The bodies that decide"), as_long_as=THE_NETWORK)


class Mandate(Row):
    """That a body lets a person do one thing, from when until when."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    power = models.CharField(max_length=40, choices=Power.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at power starts_at ends_at reason")
    keeps: ClassVar[Keeps] = with_its(
        "person", _("What you may do, and on whose word"), goes=(Goes(_("what has ended"), COUNTS, since="ends_at"),)
    )

    class Meta:
        indexes = [models.Index(fields=["power", "person"])]
