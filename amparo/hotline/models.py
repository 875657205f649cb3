import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.guarded import GuardedField
from amparo.core.keeping import AT_ONCE, COUNTS, SAID, About, Goes, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only
from amparo.hotline.enums import (
    Branch,
    CallBackResult,
    CallBackWhy,
    CallState,
    LegEnd,
    LegState,
    Need,
    Outcome,
    Tier,
)
from amparo.people.models import Person
from amparo.vault.arrival import is_arrival

GUARDED = DataClass.GUARDED


def new_token() -> str:
    """What callbacks call a call or a leg: 24 letters and digits that nobody can guess."""
    return secrets.token_hex(12)


WHILE_WAITING = _("longer while somebody still has to call you back")


def nobody_calls_back(call: str = "") -> models.Q:
    """Nobody has to call back for this call any more; ``call`` leads to it."""
    waiting = CallBack.objects.filter(done_at=None, call__isnull=False).values("call")
    return ~models.Q(**{f"{call}pk__in": waiting})


class Call(Row):
    """Somebody calls the hotline: which language, which need, and who took the call."""

    call_sid = models.CharField(max_length=40, unique=True)
    token = models.CharField(
        max_length=32, unique=True, default=new_token, help_text="Also the name of its conference."
    )
    number = GuardedField(null=True, help_text="Empty when the caller hides it; erased when no call-back is open.")
    index = models.CharField(max_length=32, blank=True, db_index=True, help_text="Keyed hash of the number.")
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.CHOOSING)
    language = models.CharField(max_length=10, blank=True, help_text="Empty until chosen, and for another language.")
    need = models.CharField(max_length=10, choices=Need.choices, blank=True)
    front = models.BooleanField(default=False, help_text="Was cut off while talking: goes before everybody else.")
    waiting_since = models.DateTimeField(null=True)
    wave = models.PositiveSmallIntegerField(default=0)
    next_wave_at = models.DateTimeField(null=True)
    decide_at = models.DateTimeField(null=True, help_text="When the caller is offered something else than waiting.")
    turn = models.PositiveSmallIntegerField(
        default=0, help_text="How often the caller was taken out of waiting: makes steps new."
    )
    heard_at = models.DateTimeField(
        null=True, help_text="When the carrier last asked what to say to the waiting caller."
    )
    claimed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at call_sid token index state language need front waiting_since wave next_wave_at decide_at"),
        **plain("turn heard_at claimed_at ended_at"), "number": GUARDED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("That you called: when, in which language, who answered"), holdable=True,
        goes=(
            Goes(
                _("your number"), AT_ONCE, since="ended_at", erases={"number": None}, only=nobody_calls_back,
                unless=WHILE_WAITING,
            ),
            Goes(
                _("whose call it was"), SAID, since="ended_at", erases={"index": ""}, only=nobody_calls_back,
                unless=WHILE_WAITING,
            ),
            Goes(_("that a call came, and when"), COUNTS, since="ended_at", only=nobody_calls_back, unless=WHILE_WAITING),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["state", "created_at"]),
            models.Index(fields=["claimed_by"], name="calls_talking", condition=models.Q(state="talking")),
            models.Index(fields=["next_wave_at"], name="waves_due", condition=models.Q(ended_at=None)),
        ]


class Leg(Row):
    """One responder's phone that we ring for a call. It must press 1 to take it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    call_sid = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, help_text="The responder's own language for what we say to them.")
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    wave = models.PositiveSmallIntegerField()
    state = models.PositiveSmallIntegerField(choices=LegState.choices, default=LegState.PLACED)
    end = models.CharField(max_length=12, choices=LegEnd.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at token call_sid language tier wave state end ended_at"
    )
    keeps: ClassVar[Keeps] = with_its("call", _("Whose phones rang"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state__lt=LegState.ENDED), name="one_phone_rings_for_one_call"
            )
        ]


class SpokenMessage(Row):
    """What a caller said after the tone, closed to the hotline's circle when it is fetched, and deleted at the carrier."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="messages")
    recording_sid = models.CharField(max_length=40, unique=True)
    seconds = models.PositiveSmallIntegerField()
    audio = SealedField(null=True, help_text="A WAV file in base64; empty until fetched.")
    key = models.UUIDField(null=True, help_text="The key that the sound is closed to.")
    fetched_at = models.DateTimeField(null=True)
    deleted_there_at = models.DateTimeField(null=True, help_text="When the carrier confirmed that its copy is gone.")

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at recording_sid seconds key fetched_at deleted_there_at"), "audio": DataClass.SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = with_its(
        "call", _("What you said after the tone, closed"),
        goes=(
            Goes(
                _("your voice"), SAID, erases={"audio": None, "key": None}, unless=WHILE_WAITING,
                only=lambda: nobody_calls_back("call__"),
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [sealed_only("audio", table="hotline_spokenmessage")]

    @property
    def closed_to_people(self) -> bool:
        """Whether only people's own keys open it, no longer the arrival key."""
        return self.key is not None and not is_arrival(self.key)


class CallBack(Row):
    """Somebody waits to hear from us: who owns it, until when, and how it went. A clock runs until it is done."""

    origin = models.UUIDField(unique=True, help_text="The call or text that it came from: one item for each.")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="call_backs")
    number = GuardedField(null=True, help_text="Erased when the item is done.")
    index = models.CharField(max_length=32, blank=True, db_index=True)
    language = models.CharField(max_length=10, blank=True)
    need = models.CharField(max_length=10, choices=Need.choices, blank=True)
    why = models.CharField(max_length=10, choices=CallBackWhy.choices)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    owned_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True, help_text="When the lead was told that it is late.")
    result = models.CharField(max_length=12, choices=CallBackResult.choices, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at origin index language need why due_at owned_at alarmed_at result done_at"), "number": GUARDED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("That you wait to hear from us, and how it went"), holdable=True, follows=("origin", "call_id"),
        goes=(
            Goes(_("your number"), AT_ONCE, since="done_at", erases={"number": None}, unless=WHILE_WAITING),
            Goes(_("whose it was"), SAID, since="done_at", erases={"index": ""}, unless=WHILE_WAITING),
            Goes(_("that we called back, and when"), COUNTS, since="done_at", unless=WHILE_WAITING),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="call_backs_due", condition=models.Q(done_at=None))]


class CallBackAttempt(Row):
    """One try to reach somebody: the system rings the responder first, then the caller, and neither sees the other's number."""

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.CharField(
        max_length=32, unique=True, default=new_token, help_text="Also the name of its conference."
    )
    theirs = models.CharField(max_length=32, unique=True, default=new_token, help_text="The token of the other's line.")
    reached = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at token theirs reached ended_at")
    keeps: ClassVar[Keeps] = with_its("call_back", _("When we tried"))


class Intake(Row):
    """What dispatch needs to know from one contact: where, what, since when, what was seen; and their story, closed."""

    origin = models.UUIDField(unique=True, help_text="The call or call-back it belongs to: one intake for each.")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=10, default="en")
    branch = models.CharField(max_length=10, choices=Branch.choices, blank=True)
    town = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=80, blank=True, help_text="A street or crossing, without house number.")
    place = GuardedField(null=True, help_text="House number, door, landmark.")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision_m = models.PositiveIntegerField(default=0)
    observed_at = models.DateTimeField(null=True)
    sighting = models.JSONField(default=dict, help_text="Size, activity, uniform, equipment: what was seen.")
    visit_allowed = models.BooleanField(null=True)
    story = SealedField(null=True, help_text="What happened, in their words.")
    key = models.UUIDField(null=True, help_text="The key that the story is closed to.")
    story_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    said = models.JSONField(default=list, help_text="Which lines of the rights script were said, and its version.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at origin language branch town area lat lon precision_m observed_at sighting visit_allowed said"),
        **plain("key outcome closed_at"), "place": GUARDED, "story": DataClass.SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("What you told us about the place and what you saw; your story only closed"), holdable=True,
        follows=("origin",),
        goes=(
            Goes(
                _("the door, the exact spot, what was seen"), SAID,
                erases={"place": None, "lat": None, "lon": None, "precision_m": 0, "sighting": {}},
            ),
            Goes(_("your story, closed"), SAID, erases={"story": None, "key": None}),
            Goes(_("all of it"), COUNTS),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [sealed_only("story", table="hotline_intake")]


class LineGap(Row):
    """That the lead was told of a stretch in which the line would ring nobody, so that it is told once."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at starts_at ends_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Hours in which nobody was on the line"), goes=(Goes(_("all of it"), COUNTS),)
    )
