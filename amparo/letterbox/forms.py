"""What is asked of whoever writes to us. One page; only what is happening and the town must be there."""

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.core import clock
from amparo.core.forms import Form
from amparo.core.sealed import MAGIC, SIZES
from amparo.geo.words import area_of
from amparo.letterbox.actions import Seen, Story
from amparo.letterbox.selectors import may_be_closed_to, spot_of
from amparo.response.enums import ReportKind

SALT, SUM = "letterbox", "letterbox sum"
LONGEST, LONGEST_CLOSED = 4_000, 4 * SIZES[-1]
SINCE = (("0", _("Now")), ("15", _("A few minutes ago")), ("60", _("An hour ago")), ("240", _("Earlier")))
QUIET = {"autocomplete": "off"}


def new_token() -> str:
    """The signed name of a letter that is about to be written: the same form sent twice is one letter."""
    return signing.dumps(str(uuid4()), salt=SALT)


def letter_of(token: str) -> UUID | None:
    """The letter that a form of ours names; None when the form is not ours."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


class LetterForm(Form):
    """One letter. The story comes closed from the browser, or in clear to be closed here: it is sealed, so it is not read."""

    unread = frozenset({"story", "closed", "token"})

    kind = forms.ChoiceField(label=_("What is happening?"), choices=ReportKind.choices, widget=forms.RadioSelect)
    town = forms.CharField(label=_("Town"), max_length=60, widget=forms.TextInput(QUIET))
    street = forms.CharField(
        label=_("Street or crossing"), max_length=80, required=False, widget=forms.TextInput(QUIET),
        help_text=_("Only people who go there see the house number."),
    )  # fmt: skip
    since = forms.ChoiceField(label=_("When did you see it?"), choices=SINCE, initial="0", widget=forms.RadioSelect)
    activity = forms.CharField(
        label=_("What are the officers doing?"), max_length=200, required=False, widget=forms.TextInput(QUIET),
        help_text=_("Write about the officers only. No names, no plates, nothing about anybody's papers."),
    )  # fmt: skip
    visit = forms.BooleanField(label=_("If it is at my home: your people may come"), required=False)
    story = forms.CharField(
        label=_("What happened, in your own words"), max_length=LONGEST, required=False,
        widget=forms.Textarea({"rows": 5, **QUIET}),
    )  # fmt: skip
    closed = forms.CharField(max_length=LONGEST_CLOSED, required=False)
    key = forms.UUIDField(required=False)
    token = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A town that our data does not know is asked for again; a story that was closed to a strange key as well."""
        values = super().clean() or {}
        if values.get("town"):
            self.spot = spot_of(values["town"], values.get("street") or "")
            if self.spot is None:
                self.add_error("town", _("We do not know this town. Please look at the spelling."))
        if values.get("closed"):
            self.sealed = _opened_only_by_people(values["closed"], values.get("key"))
        return values

    def seen(self) -> Seen:
        """What dispatch needs of it."""
        values, spot = self.cleaned_data, self.spot
        assert spot is not None
        return Seen(
            values["kind"], spot.town, area_of(values["street"], spot.town), values["street"], spot.lat, spot.lon,
            spot.precision_m, clock.now() - timedelta(minutes=int(values["since"])), values["activity"],
            True if values["visit"] else None,
        )  # fmt: skip

    def told(self) -> Story:
        """The story, as it came."""
        values = self.cleaned_data
        if values["closed"]:
            return Story(closed=self.sealed, key=values["key"])
        return Story(words=values["story"].strip())


def _opened_only_by_people(base64: str, key: UUID | None) -> bytes:
    try:
        closed = b64decode(base64, validate=True)
    except NotBase64:
        closed = b""
    if closed[: len(MAGIC)] != MAGIC or key is None or not may_be_closed_to(key):
        raise ValidationError(_("Your story could not be kept. Please write it once more."), code="closed")
    return closed


class SumForm(Form):
    """The question to whoever writes while very many do."""

    unread = frozenset({"sum"})

    answer = forms.IntegerField(required=False, widget=forms.NumberInput({"inputmode": "numeric", **QUIET}))
    sum = forms.CharField(max_length=200, required=False)

    def is_right(self) -> bool:
        """Whether the sum that we asked was answered rightly within the hour."""
        if not self.is_valid():
            return False
        try:
            asked = signing.loads(self.cleaned_data["sum"], salt=SUM, max_age=3_600)
        except signing.BadSignature:
            return False
        return bool(self.cleaned_data["answer"] == asked)


class CodeForm(Form):
    """The code that was shown after sending."""

    unread = frozenset({"code"})

    code = forms.CharField(
        label=_("Your code"), max_length=40,
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false", **QUIET}),
    )  # fmt: skip
