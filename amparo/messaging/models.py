import secrets
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.guarded import GuardedField
from amparo.core.keeping import COUNTS, SAID, WRITTEN_OVER, About, Goes, Keeps, days
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only
from amparo.messaging.enums import LOOKS, CallWish, Lane, State, TextWord
from amparo.messaging.kinds import kind_of

GUARDED = DataClass.GUARDED


def new_reference() -> str:
    """A word that nobody can guess, for the addresses the carrier calls back: 32 letters and digits."""
    return secrets.token_hex(16)


def at_rest() -> models.Q:
    """Rows of the outbox to whose number nothing has to be sent, and about which the carrier is not asked, any more."""
    return ~(models.Q(state__in=[State.WAITING, State.IN_FLIGHT]) | models.Q(guessed=True))


class Outgoing(Row):
    """What every row of the outbox has: an expiry, a lane, a lease while it is in flight, and a state that only moves forward."""

    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    due_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.WAITING)
    state_at = models.DateTimeField(default=clock.now, help_text="When it came into this state.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, help_text="When a sender last took it, in real time.")
    leased_until = models.DateTimeField(null=True)
    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    provider_sid = models.CharField(max_length=40, null=True, unique=True)
    guessed = models.BooleanField(
        default=False, help_text="The id was found in the carrier's list by the words, not told."
    )
    error_code = models.CharField(max_length=12, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    about = models.UUIDField(null=True, db_index=True)

    class Meta:
        abstract = True

    @property
    def look(self) -> str:
        """The name of this row's state in the look."""
        return LOOKS[State(self.state)]


OUTGOING_CLASSES = {
    **plain(
        "created_at lane due_at expires_at state state_at attempts claimed_at leased_until reference provider_sid guessed"
    ),
    **plain("error_code handed_over_at about"),
}


class OutgoingMessage(Outgoing):
    """One text to one phone, waiting to be handed to the carrier or already on its way."""

    to = GuardedField(
        null=True, help_text="Erased when it is handed over and nobody asks the carrier about it any more."
    )
    index = models.CharField(max_length=32, db_index=True, help_text="Keyed hash of the number; erased with the words.")
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    body = GuardedField(null=True, help_text="Erased after some days.")
    segments = models.PositiveSmallIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **OUTGOING_CLASSES, **plain("index template language segments"), "to": GUARDED, "body": GUARDED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("Texts that we sent"), holdable=True, follows=("about",),
        goes=(
            Goes(_("the number"), days(1), erases={"to": None}, only=at_rest, unless=_("longer while it is not sent yet")),
            Goes(_("the words, and whose they were"), SAID, erases={"to": None, "body": None, "index": ""}),
            Goes(_("that a text was sent, and when"), COUNTS),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["lane", "due_at"], name="texts_waiting", condition=models.Q(state=State.WAITING)),
            models.Index(fields=["leased_until"], name="texts_in_flight", condition=models.Q(state=State.IN_FLIGHT)),
        ]

    @property
    def kind(self) -> str | Promise:
        """What it is about, in words."""
        return kind_of(self.template)


class CallOrder(Outgoing):
    """Something the carrier is asked to do with a call: ring a phone, say something else, or end it."""

    wish = models.CharField(max_length=10, choices=CallWish.choices)
    to = GuardedField(null=True)
    index = models.CharField(max_length=32, blank=True)
    call_sid = models.CharField(max_length=40, blank=True, help_text="The call to redirect or end.")
    token = models.CharField(
        max_length=64, blank=True, help_text="Chosen by the room that asks; comes back in callbacks."
    )
    step = models.CharField(max_length=40, blank=True)
    ring_seconds = models.PositiveSmallIntegerField(default=18)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **OUTGOING_CLASSES, **plain("wish index call_sid token step ring_seconds"), "to": GUARDED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("Calls that we made"), follows=("about",),
        goes=(
            Goes(_("the number"), days(1), erases={"to": None}, only=at_rest, unless=_("longer while it is not made yet")),
            Goes(_("whose it was"), SAID, erases={"to": None, "index": ""}),
            Goes(_("that a call was made, and when"), COUNTS),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="orders_waiting", condition=models.Q(state=State.WAITING)),
            models.Index(fields=["leased_until"], name="orders_in_flight", condition=models.Q(state=State.IN_FLIGHT)),
            models.Index(fields=["token"]),
        ]


class InboundText(Row):
    """A text that somebody sent us, stored once however often the carrier delivers it."""

    provider_sid = models.CharField(max_length=40, unique=True)
    sender = GuardedField(null=True)
    index = models.CharField(max_length=32, blank=True, db_index=True)
    words = SealedField(null=True, help_text="Erased after some days, with the hash of the number.")
    key = models.UUIDField(null=True, help_text="The key that the words are closed to.")
    word = models.CharField(max_length=10, choices=TextWord.choices, default=TextWord.OTHER)
    handled_by = models.CharField(max_length=20, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at provider_sid index key word handled_by"), "sender": GUARDED, "words": DataClass.SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("Texts that you sent us; the words are closed"), holdable=True,
        goes=(
            Goes(_("your number"), days(1), erases={"sender": None}),
            Goes(_("your words, and whose they were"), SAID, erases={"sender": None, "words": None, "key": None, "index": ""}),
            Goes(_("that a text came, and when"), COUNTS),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [sealed_only("words", table="messaging_inboundtext")]


class CarrierCopy(models.Model):
    """A text that still lies at the carrier; the row goes when the carrier has said that it has nothing left."""

    sid = models.CharField(primary_key=True, max_length=40)
    since = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now, db_index=True, help_text="When it is asked (again) to delete it.")
    tries = models.PositiveSmallIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = plain("sid since due_at tries")
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS,
        _("That the telephone company still has a copy of a text"),
        as_long_as=_("until it says that its copy is gone"),
    )

    def __str__(self) -> str:
        return "copy at the carrier"


class ProviderEvent(models.Model):
    """That a callback of the carrier was received, and what it was answered, so that a copy gets the same answer."""

    id = models.CharField(primary_key=True, max_length=160)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("answer created_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("What the telephone company told us"), goes=(Goes(_("all of it"), days(2)),)
    )

    def __str__(self) -> str:
        return "provider event"


class OptOut(Row):
    """That the owner of a number wants no texts. Only they can take it back."""

    index = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=20, help_text="A word they texted, or what the carrier told us.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at index source")
    keeps: ClassVar[Keeps] = Keeps(
        About.CALLERS, _("That you texted STOP, under a word that is no number"), as_long_as=_("until you text START")
    )


class SenderBucket(models.Model):
    """How much one of our numbers may hand over now, refilled every second: segments for texts, calls for voice."""

    name = models.CharField(primary_key=True, max_length=40)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("name tokens filled_at")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("How fast we may send now"), as_long_as=WRITTEN_OVER)

    def __str__(self) -> str:
        return f"bucket {self.name}"


class CarrierHealth(models.Model):
    """Whether the carrier answers: since when it does not, and what it said."""

    name = models.CharField(primary_key=True, max_length=20)
    trouble_since = models.DateTimeField(null=True)
    said = models.CharField(max_length=60, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("name trouble_since said")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("Whether the telephone company answers"), as_long_as=WRITTEN_OVER)

    def __str__(self) -> str:
        return f"carrier {self.name}"


class Prompt(Row):
    """A recording of one sentence of the hotline in one language, in a voice of the network."""

    slot = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    audio = models.BinaryField()
    kind = models.CharField(max_length=20, default="audio/wav")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at slot language audio kind")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("The network's own voices on the hotline"), as_long_as=_("until they are recorded again")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "language"], name="one_recording_per_prompt_and_language")
        ]
