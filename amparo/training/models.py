from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.keeping import THE_NETWORK, About, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.people.models import Person


class Course(Row):
    """What somebody learns before they may do a task: rapid response, hotline, lead, documenting."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    valid_months = models.PositiveSmallIntegerField(default=12)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at slug name valid_months")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("The courses"), as_long_as=THE_NETWORK)


class Certificate(Row):
    """That a person finished a course, and until when it counts."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    granted_on = models.DateField()
    expires_on = models.DateField(help_text="The last day on which it counts.")
    revoked_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at granted_on expires_on revoked_at")
    keeps: ClassVar[Keeps] = with_its("person", _("Which courses you finished"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "granted_on"], name="one_certificate_per_day")
        ]
        indexes = [models.Index(fields=["expires_on"])]
