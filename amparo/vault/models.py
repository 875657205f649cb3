from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.keeping import COUNTS, SAID, THE_NETWORK, About, Goes, Keeps, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only
from amparo.vault.enums import ALWAYS_TWO, CIRCLE_TITLES, Kind, Opens, Part, Shreds
from amparo.vault.epochs import MAGIC as ENCLOSED
from amparo.vault.epochs import EnclosedField, this_week

SEALED = DataClass.SEALED
PERSON = "people.Person"


def nobody_needs() -> models.Q:
    """Keys of circles with which nobody opens anything any more: nothing is closed to them, and no other key."""
    unused = models.Q(kind__in=[Kind.CIRCLE, Kind.ARRIVAL], opens=None)
    for model in apps.get_models():
        classes = getattr(model, "data_classes", {})
        if SEALED in classes.values() and "key" in classes:
            unused &= ~models.Q(pk__in=model._base_manager.filter(key__isnull=False).values("key"))
    return unused


class PersonKey(Row):
    """The public halves of somebody's own keys: to the one things are closed for them, by the other we know what they signed."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="person_keys")
    recipient = models.CharField(max_length=80, unique=True, help_text="age1…, made in their browser.")
    signer = models.CharField(max_length=64, unique=True, help_text="Ed25519 public key, in hex.")
    retired_at = models.DateTimeField(null=True, help_text="When they got new keys.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at recipient signer retired_at")
    keeps: ClassVar[Keeps] = with_its("person", _("The public half of your keys"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(retired_at=None), name="one_pair_of_keys_per_person"
            )
        ]


class Unlocker(Row):
    """One way for a person to open their own keys, a passkey or seven words; their secret half stands here only closed to it."""

    key = models.ForeignKey(PersonKey, on_delete=models.CASCADE, related_name="unlockers")
    opens = models.CharField(max_length=8, choices=Opens.choices)
    credential = models.CharField(max_length=600, blank=True, help_text="How the browser finds the passkey; no secret.")
    closed = SealedField(help_text="Both secret halves, as an age file.")
    proven_at = models.DateTimeField(null=True, help_text="When it opened the keys and the browser showed it did.")

    data_classes: ClassVar[dict[str, DataClass]] = {**plain("created_at opens credential proven_at"), "closed": SEALED}
    keeps: ClassVar[Keeps] = with_its("key", _("The secret half of your keys, closed to your passkey and your words"))

    class Meta:
        constraints = [sealed_only("closed", table="vault_unlocker")]


class Circle(Row):
    """People who read the same sealed things together, such as the hotline's triage."""

    name = models.CharField(max_length=40, unique=True, help_text="A word such as hotline-triage.")
    sensitive = models.BooleanField(default=False, help_text="Two people admit and remove, never one.")
    rotates_days = models.PositiveSmallIntegerField(null=True, help_text="After how many days it gets a new key.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at name sensitive rotates_days")
    keeps: ClassVar[Keeps] = Keeps(About.HOUSE, _("The circles that read closed things"), as_long_as=THE_NETWORK)

    @property
    def takes_two(self) -> bool:
        """Whether two people admit and remove. For the circles that every network has the row alone cannot say no."""
        return self.sensitive or self.name in ALWAYS_TWO

    @property
    def title(self) -> str:
        """What people call it; a circle that a network added itself goes by its own name."""
        return str(CIRCLE_TITLES.get(self.name, self.name))


class Membership(Row):
    """That a person belongs to a circle, who admitted them and, when it was so, who removed them."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="circle_memberships")
    whose = models.UUIDField(help_text="The person's id, also after they were forgotten: others are in by their word.")
    admitted_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    recipient = models.CharField(max_length=80, blank=True, help_text="The public key that they were admitted with.")
    signed_by = models.CharField(max_length=64, blank=True, help_text="The Ed25519 key of whoever admitted them.")
    signature = models.CharField(max_length=128, blank=True, help_text="Over the words in docs/formats/directory.md.")
    seconded_by = models.CharField(max_length=64, blank=True, help_text="The key of the second, in a sensitive circle.")
    second_signature = models.CharField(max_length=128, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at ended_at whose recipient signed_by signature seconded_by second_signature"
    )
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Which circles you belong to, and who admitted you"), as_long_as=THE_NETWORK
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person"], condition=models.Q(ended_at=None), name="once_in_a_circle"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.person_id is not None:
            self.whose = self.person_id
        super().save(*args, **kwargs)


class Proposal(Row):
    """A member wants somebody admitted to a circle, or removed, and waits for a second member to say so too."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="proposals")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    admits = models.BooleanField(help_text="To admit; otherwise to remove.")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_by = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    closed_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at admits signed_by signature closed_at")
    keeps: ClassVar[Keeps] = with_its(
        "person", _("Who was proposed for a circle"), goes=(Goes(_("all of it"), COUNTS, since="closed_at"),)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person", "admits"], condition=models.Q(closed_at=None), name="proposed_once"
            )
        ]


class Key(Row):
    """A key that several may open: of a circle, of one part of a case, or of recovery. The house has the public half."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    recipient = models.CharField(max_length=80, unique=True)
    circle = models.ForeignKey(Circle, null=True, on_delete=models.CASCADE, related_name="keys")
    subject = models.UUIDField(null=True, help_text="The case it belongs to.")
    part = models.CharField(max_length=8, choices=Part.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, help_text="Nothing new is closed to it; what is old still opens.")
    signed_by = models.CharField(max_length=64, blank=True, help_text="The Ed25519 key of the person who made it.")
    signature = models.CharField(max_length=128, blank=True, help_text="Over the words in docs/formats/directory.md.")

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at kind recipient subject part version retired_at signed_by signature"
    )
    keeps: ClassVar[Keeps] = Keeps(
        About.CASES, _("The public half of the keys that cases and texts are closed to"),
        goes=(
            Goes(
                _("the key of a circle that got a new one, with all that opens it"), SAID, since="retired_at", only=nobody_needs,
                unless=_("longer while something is closed to it"),
            ),
        ),
        as_long_as=_("as long as the case"),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "version"], name="one_key_per_circle_and_version"),
            models.UniqueConstraint(fields=["subject", "part", "version"], name="one_key_per_case_part_and_version"),
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(retired_at=None), name="one_living_key_per_circle"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(retired_at=None, kind__in=[Kind.RECOVERY, Kind.ARRIVAL]),
                name="one_living_recovery_and_arrival_key",
            ),
        ]


class Wrap(Row):
    """The private half of a key, closed to one person or to another key, and once more under a shred epoch."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="wraps")
    to_person = models.ForeignKey(PersonKey, null=True, on_delete=models.CASCADE, related_name="wraps")
    to_key = models.ForeignKey(Key, null=True, on_delete=models.CASCADE, related_name="opens")
    shreds = models.CharField(max_length=8, choices=Shreds.choices)
    week = models.DateField(default=this_week, help_text="The Monday of its shred epoch.")
    body = EnclosedField()

    data_classes: ClassVar[dict[str, DataClass]] = {**plain("created_at shreds week"), "body": SEALED}
    keeps: ClassVar[Keeps] = with_its("key", _("The secret half of such a key, closed to the people who may open it"))

    class Meta:
        constraints = [
            sealed_only("body", table="vault_wrap", magic=ENCLOSED),
            models.CheckConstraint(
                condition=models.Q(to_person=None, to_key__isnull=False)
                | models.Q(to_key=None, to_person__isnull=False),
                name="a_wrap_is_for_one",
            ),
            models.UniqueConstraint(fields=["key", "to_person"], name="one_wrap_per_key_and_person"),
            models.UniqueConstraint(fields=["key", "to_key"], name="one_wrap_per_key_and_key"),
        ]
        indexes = [models.Index(fields=["shreds", "week"])]


class DirectoryEntry(models.Model):
    """One line of the signed list of public keys: somebody vouches that these keys are this person's. Lines are only added."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    subject = models.UUIDField(help_text="The person.")
    recipient = models.CharField(max_length=80)
    signer = models.CharField(max_length=64)
    vouched_by = models.CharField(max_length=64, help_text="The Ed25519 key that signed this line.")
    signature = models.CharField(max_length=128, help_text="In hex, over the words in docs/formats/directory.md.")
    previous = models.CharField(max_length=64, help_text="SHA-256 of the line before, in hex; empty for the first.")

    data_classes: ClassVar[dict[str, DataClass]] = plain("at subject recipient signer vouched_by signature previous")
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("The signed list of whose public keys are whose"), as_long_as=THE_NETWORK
    )

    def __str__(self) -> str:
        return f"directory entry {self.id}"


class Note(Row):
    """A note that a circle keeps for itself, such as what the next shift must know."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="notes")
    key = models.UUIDField(help_text="The key it is closed to.")
    words = SealedField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    data_classes: ClassVar[dict[str, DataClass]] = {**plain("created_at key changed_at"), "words": SEALED}
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("Notes that a circle keeps for its next shift, closed"), holdable=True,
        goes=(Goes(_("all of it"), SAID, since="changed_at"),),
    )  # fmt: skip

    class Meta:
        constraints = [sealed_only("words", table="vault_note")]
        indexes = [models.Index(fields=["circle", "-changed_at"])]


class Hold(Row):
    """Somebody keeps one thing from being removed, with their name and a reason, until they or another let go."""

    subject_kind = models.CharField(max_length=40, help_text="The table of what is held, such as cases_case.")
    subject = models.UUIDField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, help_text="Which duty asks for it; nothing about a person.")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at subject_kind subject reason lifted_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.HOUSE, _("That somebody holds something from being removed, with their name and a reason"),
        goes=(Goes(_("all of it"), COUNTS, since="lifted_at"),),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject"], condition=models.Q(lifted_at=None), name="held_once"
            )
        ]
