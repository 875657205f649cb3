"""A letter comes in, and goes when whoever wrote it wants it gone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.sealed import close_for, closing_of
from amparo.letterbox.codes import code_of, hash_of
from amparo.letterbox.models import Letter
from amparo.letterbox.selectors import story_place
from amparo.messaging.inbound import TRIAGE
from amparo.people.models import Person
from amparo.response.actions.reports import file_report, withdraw_report
from amparo.response.enums import WEB


@dataclass(frozen=True)
class Seen:
    """What dispatch needs: what is happening, where, since when, what they do."""

    kind: str
    town: str
    area: str
    place: str
    lat: float
    lon: float
    precision_m: int
    observed_at: datetime
    activity: str
    visit_allowed: bool | None


@dataclass(frozen=True)
class Story:
    """What happened, in their words: closed in their browser, or in clear for a moment."""

    words: str = ""
    closed: bytes = b""
    key: UUID | None = None


@transaction.atomic
def take_letter(
    letter_id: UUID,
    *,
    seen: Seen,
    story: Story,
    language: str,
    net: str = "",
    low: bool = False,
    by: Actor | None = None,
) -> str:
    """Keep a letter and file it as a new report, once, however often it is sent; the code that erases it.

    The story is closed before it is stored, here when the browser did not. It never goes beyond "new" by itself.
    """
    closed, key = story.closed or None, story.key
    if story.words and not closed:
        closing = closing_of(TRIAGE)
        closed, key = close_for([closing.recipient], story.words, place=story_place(letter_id)), closing.key
    code = code_of(letter_id)
    letter, is_new = Letter.objects.get_or_create(
        id=letter_id, defaults={"code": hash_of(code), "net": net, "low": low, "story": closed, "key": key}
    )
    if is_new:
        file_report(
            letter.pk, by=None, kind=seen.kind, town=seen.town, area=seen.area, lat=seen.lat, lon=seen.lon,
            precision_m=seen.precision_m, place=seen.place, observed_at=seen.observed_at, language=language,
            sighting={"activity": seen.activity} if seen.activity else {}, visit_allowed=seen.visit_allowed, caller=WEB,
            low=low,
        )  # fmt: skip
        record("letter.taken", actor=by, subject=letter, low=low)
    return code


@transaction.atomic
def take_back_letter(code: str, *, by: Actor | None = None) -> bool:
    """Erase the letter with this code, and of its report all that is exact. False when there is none."""
    letter = Letter.objects.select_for_update().filter(code=hash_of(code), taken_back_at=None).first()
    if letter is None:
        return False
    Letter.objects.filter(pk=letter.pk).update(story=None, key=None, net="", taken_back_at=clock.now())
    withdraw_report(letter.pk)
    record("letter.taken_back", actor=by, subject=letter)
    return True


@transaction.atomic
def read_letter(letter: Letter, *, by: Person) -> Letter:
    """Somebody reads the story of a letter; that is written down."""
    record("letter.read", actor=by, subject=letter)
    return letter
