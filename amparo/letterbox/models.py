from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.core.keeping import AN_HOUR, COUNTS, SAID, About, Goes, Keeps
from amparo.core.models import DataClass, Row, plain
from amparo.core.sealed import SealedField, sealed_only


class Letter(Row):
    """What somebody told us through the web without an account: their story, closed, and the hash of the code that erases it."""

    code = models.CharField(
        max_length=32, unique=True, help_text="Keyed hash of the short code; the code is shown once."
    )
    net = models.CharField(max_length=32, blank=True, db_index=True, help_text="Keyed hash of a network; for an hour.")
    low = models.BooleanField(default=False, help_text="Came in a flood.")
    story = SealedField(null=True)
    key = models.UUIDField(null=True, help_text="The key that the story is closed to.")
    taken_back_at = models.DateTimeField(null=True, help_text="When whoever wrote it had it erased.")

    data_classes: ClassVar[dict[str, DataClass]] = {
        **plain("created_at code net low key taken_back_at"), "story": DataClass.SEALED,
    }  # fmt: skip
    keeps: ClassVar[Keeps] = Keeps(
        About.REPORTS, _("Reports that you sent through the web; your words are closed"), holdable=True,
        goes=(
            Goes(_("a word for the network they came from, to see a flood"), AN_HOUR, erases={"net": ""}),
            Goes(_("your words"), SAID, erases={"story": None, "key": None}),
            Goes(_("that a report came, and when"), COUNTS),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [sealed_only("story", table="letterbox_letter")]
        indexes = [models.Index(fields=["created_at"])]
