import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.guarded import GuardedField
from amparo.core.keeping import COUNTS, SAID, About, Goes, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only
from amparo.geo.cells import cell_of, centre_of
from amparo.messaging.models import InboundText
from amparo.people.models import Person
from amparo.response.enums import (
    CELL_M,
    OPEN_REPORTS,
    AlarmKind,
    AskState,
    Basis,
    CallKind,
    EndKind,
    Purpose,
    ReportKind,
    ReportState,
    Role,
    StepKind,
)

GUARDED = DataClass.GUARDED
LATE = timedelta(minutes=30)  # so long after the time they said; who said none is given as long again


WHILE_OUT = _("longer while people are still out there")


def not_going_on(report: str = "") -> models.Q:
    """Nobody is out for this report any more; ``report`` leads to it."""
    return ~models.Q(**{f"{report}pk__in": Activation.objects.open().values("report")})


def coarse_place(report: Any) -> dict[str, Any]:
    """The middle of the neighborhood instead of the spot."""
    lat, lon = centre_of(cell_of(report.lat, report.lon))
    return {"lat": lat, "lon": lon, "precision_m": CELL_M}


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        """New, being checked or confirmed."""
        return self.filter(state__in=OPEN_REPORTS)


class Report(Row):
    """What somebody says is happening, where and since when, until it is verified."""

    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.NEW)
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    town = models.CharField(max_length=60)
    area = models.CharField(
        max_length=80, blank=True, help_text="A street or crossing for dispatch, without house number."
    )
    place = GuardedField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()
    precision_m = models.PositiveIntegerField(default=0)
    observed_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="en")
    sighting = models.JSONField(default=dict, help_text="Size, activity, uniform, equipment: what was seen.")
    visit_allowed = models.BooleanField(null=True, help_text="Whether the caller agreed that people come to a home.")
    filed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="filed_reports")
    origin = models.UUIDField(unique=True, help_text="The call, text or sighting it came from: one report for each.")
    low = models.BooleanField(default=False, help_text="Came in a flood of web reports: stands after the others.")
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="others", help_text="The report that says the same."
    )

    objects = ReportQuerySet.as_manager()
    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain(
            "created_at state kind town area lat lon precision_m observed_at language sighting visit_allowed origin low"
        ),
        "place": GUARDED,
    }
    keeps: ClassVar[Keeps] = Keeps(
        About.REPORTS, _("Reports: what was seen, in which town, since when"), holdable=True, follows=("origin",),
        goes=(
            Goes(_("the door or landmark"), SAID, erases={"place": None}, only=not_going_on, unless=WHILE_OUT),
            Goes(
                _("the exact spot; the middle of a neighborhood stays"), SAID, coarse=coarse_place, unless=WHILE_OUT,
                only=lambda: not_going_on() & models.Q(precision_m__lt=CELL_M),
            ),
            Goes(_("all of it"), COUNTS, only=lambda: models.Q(activations=None), unless=WHILE_OUT),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"])]


class ReportMove(Row):
    """That a report moved from one state to the next: by whom, and what it rests on."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=ReportState.choices)
    after = models.CharField(max_length=20, choices=ReportState.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at before after basis")
    keeps: ClassVar[Keeps] = with_its("report", _("Who checked it, and what that rests on"))


class Source(Row):
    """One independent person whose word supports a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sources")
    origin = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    present = models.BooleanField(default=False, help_text="A trained person of ours who is there.")
    attached_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    caller = models.CharField(
        max_length=32, blank=True, help_text="Keyed hash of the number: two calls of one are one."
    )

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at origin present caller")
    keeps: ClassVar[Keeps] = with_its(
        "report", _("How many independent people said so"), follows=("origin",),
        goes=(
            Goes(
                _("under which word a number was counted"), SAID, erases={"caller": ""}, unless=WHILE_OUT,
                only=lambda: not_going_on("report__"),
            ),
        ),
    )  # fmt: skip


class ActivationQuerySet(models.QuerySet["Activation"]):
    def open(self) -> "ActivationQuerySet":
        """Not ended."""
        return self.filter(ending=None)


class Activation(Row):
    """Asking responders to go to a corner, under one letter, until everybody is home."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="activations")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    letter = models.CharField(max_length=1)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    radius_km = models.PositiveSmallIntegerField(default=15)
    wave = models.PositiveSmallIntegerField(default=0)

    objects = ActivationQuerySet.as_manager()
    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at purpose letter radius_km wave")
    keeps: ClassVar[Keeps] = Keeps(
        About.REPORTS, _("That people were asked to go"), holdable=True,
        goes=(Goes(_("all of it"), COUNTS, only=lambda: models.Q(ending__isnull=False), unless=WHILE_OUT),),
    )  # fmt: skip


class Letter(models.Model):
    """A letter that is in use, from the first ask until everybody is home."""

    letter = models.CharField(primary_key=True, max_length=1)
    activation = models.OneToOneField(Activation, on_delete=models.CASCADE, related_name="held_letter")

    data_classes: ClassVar[dict[str, DataClass]] = plain("letter")
    keeps: ClassVar[Keeps] = with_its("activation", _("The letter it was called by"))

    def __str__(self) -> str:
        return self.letter


class Ending(Row):
    """The end of an activation: by whom and why. No row, no end."""

    activation = models.OneToOneField(Activation, on_delete=models.CASCADE, related_name="ending")
    kind = models.CharField(max_length=20, choices=EndKind.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind")
    keeps: ClassVar[Keeps] = with_its("activation", _("How it ended"))


class Quota(models.Model):
    """How many people of one role an activation needs."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="quotas")
    role = models.CharField(max_length=12, choices=Role.choices)
    language = models.CharField(max_length=10, blank=True)
    wanted = models.PositiveSmallIntegerField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("role language wanted")
    keeps: ClassVar[Keeps] = with_its("activation", _("How many people were asked for"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activation", "role"], name="one_quota_per_role")]

    def __str__(self) -> str:
        return f"quota {self.role}"


def new_link() -> str:
    """The secret word of a place link: 12 letters that nobody can guess."""
    return secrets.token_urlsafe(9)


class Ask(Row):
    """The request to one person in one activation, and how they stand."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks")
    role = models.CharField(max_length=12, choices=Role.choices)
    wave = models.PositiveSmallIntegerField()
    distance_m = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=AskState.choices, default=AskState.ASKED)
    moved_at = models.DateTimeField(default=clock.now)
    eta_minutes = models.PositiveSmallIntegerField(null=True)
    link = models.CharField(max_length=16, unique=True, default=new_link)
    link_until = models.DateTimeField(null=True, help_text="Set when the person goes; the place is shown until then.")
    message = models.UUIDField(null=True, db_index=True, help_text="The text that asked.")

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at role wave distance_m state moved_at eta_minutes link link_until message"
    )
    keeps: ClassVar[Keeps] = with_its("activation", _("Who was asked to go, and how they stood"), follows=("message",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activation", "person"], name="a_person_is_asked_once")]
        indexes = [models.Index(fields=["person", "state"])]

    @property
    def is_late(self) -> bool:
        """On the way for half an hour longer than they said. It is shown; nothing is cancelled by it."""
        said = timedelta(minutes=self.eta_minutes) if self.eta_minutes else LATE
        return self.state == AskState.GOING and clock.now() > self.moved_at + said + LATE


class AskCall(Row):
    """One call to one person of an activation: to ask them, to see that they are all right, or to tell them the end."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="calls")
    kind = models.CharField(max_length=12, choices=CallKind.choices)
    token = models.CharField(max_length=64, unique=True)
    order = models.UUIDField(unique=True, help_text="The order to ring, in the outbox.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind token order")
    keeps: ClassVar[Keeps] = with_its("ask", _("That they were called"))


class Answer(Row):
    """What a person answered, as it was understood, and the words that a dispatcher heard; those of a text stay with it."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="answers")
    words = SealedField(null=True)
    key = models.UUIDField(null=True, help_text="The key that the words are closed to.")
    got = models.CharField(max_length=12)
    origin = models.UUIDField(null=True, unique=True, help_text="The text it came in.")
    read_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = {**plain("created_at key got origin"), "words": DataClass.SEALED}
    keeps: ClassVar[Keeps] = with_its(
        "ask", _("What they answered"), follows=("origin",),
        goes=(Goes(_("their words"), SAID, erases={"words": None, "key": None}),),
    )  # fmt: skip
    text: InboundText | None = None  # set by who shows the answer

    class Meta:
        constraints = [sealed_only("words", table="response_answer")]


class LadderStep(Row):
    """What happens by itself when people are missing, and when. A row, so that a restart loses nothing."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="ladder")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind due_at done_at")
    keeps: ClassVar[Keeps] = with_its("activation", _("When more people were to be asked"))

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="ladder_due", condition=models.Q(done_at=None))]


class CheckIn(Row):
    """The question "are you all right?" to one person who is out, and whether it was answered."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="check_ins")
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True, help_text="When it was counted as not answered.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at due_at sent_at answered_at missed_at")
    keeps: ClassVar[Keeps] = with_its("ask", _("When they were asked whether they are all right"))

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="check_ins_due", condition=models.Q(sent_at=None)),
            models.Index(
                fields=["sent_at"], name="check_ins_waiting", condition=models.Q(answered_at=None, missed_at=None)
            ),
        ]


class Alarm(Row):
    """Something a lead must see now, until somebody says "I have it"."""

    activation = models.ForeignKey(Activation, null=True, on_delete=models.CASCADE, related_name="alarms")
    ask = models.ForeignKey(Ask, null=True, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=12, choices=AlarmKind.choices)
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at kind taken_at")
    keeps: ClassVar[Keeps] = Keeps(About.REPORTS, _("Alarms, and who took them"), goes=(Goes(_("all of it"), COUNTS),))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "ask", "kind"], condition=models.Q(taken_at=None), nulls_distinct=False,
                name="one_open_alarm_of_a_kind",
            )
        ]  # fmt: skip


class Roster(models.Model):
    """Everybody who could be asked, in a form that finds the nearest in milliseconds; kept from the rooms below."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    lat = models.FloatField()
    lon = models.FloatField()
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=dict, help_text="Course and the last day its certificate counts.")
    trained_until = models.DateField()
    asked_at = models.DateTimeField(
        null=True, help_text="Of two people equally near, who was asked longest ago is first."
    )

    data_classes: ClassVar[dict[str, DataClass]] = plain("lat lon languages skills trained_until asked_at")
    keeps: ClassVar[Keeps] = with_its("person", _("Your neighborhood, languages and courses, to find who is near"))

    def __str__(self) -> str:
        return "roster row"
