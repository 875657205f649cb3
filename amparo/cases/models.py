import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.cases.enums import Ended
from amparo.core import clock
from amparo.core.keeping import COUNTS, About, Goes, Keeps, days, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only
from amparo.people.models import Person
from amparo.vault.enums import Part

SEALED = DataClass.SEALED
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def new_reference() -> str:
    """What a team calls a case aloud: six letters and digits that tell nothing, not even the order."""
    return "".join(secrets.choice(LETTERS) for _each in range(6))


# A seat with which somebody holds a case: they open all of it, and can come in. Where there is none, the case waits.
HOLDS = models.Q(part=Part.IDENTITY, ended_at=None, person__is_active=True)


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        """Not ended yet."""
        return self.filter(closure=None)

    def visible_to(self, person: Person) -> "CaseQuerySet":
        """Cases on whose team this person is, and, for the casework circle, those that wait for a team."""
        mine = Seat.objects.filter(person=person, ended_at=None).values("case")
        waiting = models.Q(closure=None) & ~models.Exists(Seat.objects.filter(HOLDS, case=models.OuterRef("pk")))
        if not person.circle_memberships.filter(circle__name="casework", ended_at=None).exists():
            return self.filter(pk__in=mine)
        return self.filter(models.Q(pk__in=mine) | waiting)


class Case(Row):
    """Somebody we stand by. What they told is sealed; only their team opens it, each the part they need."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    origin = models.UUIDField(null=True, unique=True, help_text="The contact it was opened from: one case for each.")
    language = models.CharField(max_length=10, default="es")
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CaseQuerySet.as_manager()
    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at reference origin language")
    keeps: ClassVar[Keeps] = Keeps(
        About.CASES, _("That there is a case, and its language"), holdable=True, follows=("origin",),
        goes=(Goes(_("all of it, with the keys that open it"), COUNTS, since="closure__created_at"),),
        as_long_as=_("as long as it is open"),
    )  # fmt: skip


class Story(Row):
    """Who it is about and what happened, closed to the identity key of the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="story")
    key = models.UUIDField(help_text="The key it is closed to.")
    names = SealedField(null=True)
    contacts = SealedField(null=True)
    narrative = SealedField(null=True)
    changed_at = models.DateTimeField(default=clock.now)
    page = models.CharField(
        max_length=36, blank=True, help_text="The open page that wrote it last: it may write again."
    )

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at key changed_at page"), "names": SEALED, "contacts": SEALED, "narrative": SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = with_its("case", _("Your names, how to reach you and what happened, only closed"))

    class Meta:
        constraints = [sealed_only(column, table="cases_story") for column in ("names", "contacts", "narrative")]


class Needs(Row):
    """What whoever goes along must know, closed to the ops key of the case; no name, no story."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="needs")
    key = models.UUIDField(help_text="The key it is closed to.")
    words = SealedField(null=True)
    changed_at = models.DateTimeField(default=clock.now)
    page = models.CharField(
        max_length=36, blank=True, help_text="The open page that wrote it last: it may write again."
    )

    data_classes: ClassVar[dict[str, DataClass]] = {**plain("created_at key changed_at page"), "words": SEALED}
    keeps: ClassVar[Keeps] = with_its("case", _("What whoever goes along must know, only closed"))

    class Meta:
        constraints = [sealed_only("words", table="cases_needs")]


def not_whole() -> models.Q:
    """Files that were begun and never came whole."""
    return models.Q(finished_at=None)


class SealedFile(Row):
    """A photo or document of a case, closed in a browser to a key of its own. The bytes lie on the disk under this id.

    Its key stands in ``details``, with its name, kind, size and a salted commitment of what is inside, closed to the evidence
    key of the case: a case that gets new keys has its details closed anew, and no byte of the file is moved.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    key = models.UUIDField(help_text="The key its details are closed to.")
    details = SealedField(null=True)
    size = models.PositiveBigIntegerField(default=0, help_text="How many closed bytes.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the closed bytes, in hex.")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True, help_text="When the bytes were found missing or changed.")

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at key size digest finished_at broken_at"), "details": SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = with_its(
        "case", _("Photos and documents, only closed; how large and when"),
        goes=(Goes(_("what did not come whole"), days(1), only=not_whole, unless=_("what came whole stays with the case")),),
    )  # fmt: skip

    class Meta:
        constraints = [
            sealed_only("details", table="cases_sealedfile"),
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(details__isnull=False, size__gt=0),
                name="a_whole_file_has_details",
            ),
        ]


class Seat(Row):
    """That somebody is on the team of a case, for one part of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="case_seats")
    part = models.CharField(max_length=8, choices=Part.choices)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at part ended_at")
    keeps: ClassVar[Keeps] = with_its("case", _("Who stands by you"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "part"], condition=models.Q(ended_at=None), name="one_seat_per_part"
            )
        ]
        indexes = [models.Index(fields=["person"], condition=models.Q(ended_at=None), name="seats_now")]


class Closure(Row):
    """That a case ended, by whom and how. No row, no ending."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="closure")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=12, choices=Ended.choices)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at how")
    keeps: ClassVar[Keeps] = with_its("case", _("How it ended, in a word"))


class Renewal(Row):
    """A case whose keys must be made anew, because somebody who could open them is trusted no more. Done, the row is gone."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="renewal")
    removed = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at")
    keeps: ClassVar[Keeps] = with_its("case", _("That its keys must be made anew"))
