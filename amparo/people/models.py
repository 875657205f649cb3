import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.guarded import GuardedField
from amparo.core.keeping import A_MEMBER, AT_ONCE, About, Goes, Keeps, days, with_its
from amparo.core.models import DataClass, Row, plain
from amparo.people.enums import AskedBy, ContactKind, ContactStatus, Purpose

PLAIN, GUARDED = DataClass.PLAIN, DataClass.GUARDED


def gone() -> models.Q:
    """People whose account is closed."""
    return models.Q(is_active=False)


def nobodys() -> models.Q:
    """Addresses that nobody uses any more."""
    return models.Q(contact_owners=None)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        """A person with an account; without a password only a passkey or a demo login opens it."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody of the network: a member or a volunteer, with or without an account, under the name they choose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, default="en", help_text="The language this person is written to in.")
    speaks = models.JSONField(default=list, help_text="Language codes this person can talk in, such as es or pt-BR.")
    town = models.CharField(max_length=60, blank=True)
    home_cell = models.CharField(
        max_length=16, blank=True, help_text="H3 cell of about 700 m around home; never the house."
    )
    lat = models.FloatField(null=True, help_text="Centre of home_cell.")
    lon = models.FloatField(null=True, help_text="Centre of home_cell.")
    is_adult = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, help_text="When the account was closed; a month later the row goes.")
    time_zone = models.CharField(max_length=40, default="America/New_York")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=10, choices=AskedBy.choices, default=AskedBy.TEXT)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = PersonManager()

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at",
        "username",
        "display_name",
        "language",
        "speaks",
        "town",
        "home_cell",
        "lat",
        "lon",
        "is_adult",
        "is_active",
        "left_at",
        "time_zone",
        "quiet_from",
        "quiet_until",
        "snoozed_until",
        "asked_by",
        "password",
        "last_login",
    )
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Your name as you like it, your town, the languages you speak, when you are left alone"), holdable=True,
        goes=(Goes(_("all of it, with everything of yours below"), days(30), since="left_at", only=gone),),
        as_long_as=A_MEMBER,
    )  # fmt: skip

    @property
    def public_id(self) -> uuid.UUID:
        return self.id

    def __str__(self) -> str:
        return f"person {str(self.id)[:8]}"


class ContactPoint(Row):
    """One phone number or e-mail address, of one person or shared by several; its status belongs to the address itself."""

    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = GuardedField()
    index = models.CharField(max_length=32, help_text="Keyed hash of the value, to find it without reading it.")
    status = models.CharField(max_length=12, choices=ContactStatus.choices, default=ContactStatus.UNVERIFIED)
    checked_at = models.DateTimeField(null=True)
    owners = models.ManyToManyField(Person, through="ContactOwner", related_name="contact_points")

    data_classes: ClassVar[dict[str, DataClass]] = {
        "created_at": PLAIN, "kind": PLAIN, "value": GUARDED, "index": PLAIN, "status": PLAIN, "checked_at": PLAIN,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Your phone numbers, encrypted"), as_long_as=A_MEMBER,
        goes=(Goes(_("a number that is nobody's any more"), days(1), only=nobodys),),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "index"], name="one_row_per_address")]


class ContactOwner(models.Model):
    """That a person uses a contact point, since when we know it from themselves, and which one they want to be tried first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_owners")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="contact_owners")
    order = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField(
        null=True,
        default=clock.now,
        help_text="Empty while the code has not come back from somebody who says it is theirs.",
    )

    data_classes: ClassVar[dict[str, DataClass]] = plain("order confirmed_at")
    keeps: ClassVar[Keeps] = with_its("person", _("Which number is yours, and which we try first"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "contact_point"], name="one_owner_row_per_person_and_address")
        ]

    def __str__(self) -> str:
        return f"contact owner {self.pk}"


class Consent(Row):
    """That a person agreed to be reached for one purpose, in which words, and whether they took it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10, choices=ContactKind.choices, default=ContactKind.PHONE)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    wording = models.CharField(max_length=40, help_text="Version of the words that were shown.")
    language = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "created_at", "kind", "purpose", "wording", "language", "source", "withdrawn_at"
    )
    keeps: ClassVar[Keeps] = with_its("person", _("What you agreed to, and when you took it back"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "purpose"], condition=models.Q(withdrawn_at=None), name="one_consent_in_force"
            )
        ]


class NumberCode(Row):
    """A code that was sent to a number, to see whether its owner reads it; a few tries, a few minutes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="number_codes")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="codes")
    code = GuardedField()
    token = models.CharField(
        max_length=32, unique=True, help_text="What the carrier's callbacks call it when it is spoken."
    )
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at token expires_at tries used_at"), "code": GUARDED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Codes that we sent to your number"), goes=(Goes(_("all of it"), days(1)),)
    )


class Invitation(Row):
    """That a person may open their account once, by a link that only they were given."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    index = models.CharField(max_length=32, unique=True, help_text="Keyed hash of the word in the link.")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    data_classes: ClassVar[dict[str, DataClass]] = plain("created_at index expires_at used_at")
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("That you were invited"), goes=(Goes(_("all of it"), days(30), since="expires_at"),)
    )


class LoginTry(models.Model):
    """How often a sign-in was tried lately from one place for one account; neither can be read from it."""

    index = models.CharField(primary_key=True, max_length=32, help_text="Keyed hash of the place and the account.")
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = plain("index count until")
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("How often a sign-in failed lately; it names nobody"),
        goes=(Goes(_("all of it"), AT_ONCE, since="until", real_time=True),),
    )  # fmt: skip

    def __str__(self) -> str:
        return "sign-in tries"


class Session(AbstractBaseSession):
    """A signed-in device: under a hash of its key, so that nobody who reads this table can use it."""

    session_key = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of the key in the cookie.")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=60, blank=True, help_text="Such as Firefox, Android; never an address.")
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    data_classes: ClassVar[dict[str, DataClass]] = plain(
        "session_key session_data expire_date device created_at seen_at"
    )
    keeps: ClassVar[Keeps] = Keeps(
        About.MEMBERS, _("Which devices you are signed in on"),
        goes=(Goes(_("all of it"), AT_ONCE, since="expire_date", real_time=True),),
    )  # fmt: skip

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from amparo.people.sessions import SessionStore

        return SessionStore

    def __str__(self) -> str:
        return "session"
