"""What happened, in the caller's words: closed to the hotline's circle in the responder's browser, or here before it is stored."""

from django.db import transaction

from amparo.audit.actions import record
from amparo.core.sealed import close_for, closing_of
from amparo.hotline.errors import IntakeClosed, StoryChanged, StrangeKey
from amparo.hotline.models import Intake
from amparo.messaging.inbound import TRIAGE
from amparo.people.models import Person
from amparo.vault.models import Key
from amparo.vault.sealing import Sealed, place_of, version_of


@transaction.atomic
def write_story(intake: Intake, *, sealed: Sealed | None, by: Person) -> Intake:
    """Keep the story as the browser closed it; None when it was taken away. Each may write upon their own words.

    Refused with StoryChanged when somebody else wrote meanwhile, and with StrangeKey when it is closed to others.
    """
    row = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if row.closed_at is not None:
        raise IntakeClosed
    seen = sealed.seen if sealed else version_of(intake.story)
    if row.story and row.story_by_id != by.pk and seen != version_of(row.story):
        raise StoryChanged
    if sealed and not Key.objects.filter(pk=sealed.key, circle__name=TRIAGE).exists():
        raise StrangeKey
    record("intake.story_written", actor=by, subject=row, here=False)
    return _keep(row, sealed, by)


@transaction.atomic
def close_story(intake: Intake, *, words: str, by: Person) -> Intake:
    """Close a story here, where the browser could not; no words, no story."""
    row = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if row.closed_at is not None:
        raise IntakeClosed
    record("intake.story_written", actor=by, subject=row, here=True)
    if not words:
        return _keep(row, None, by)
    closing = closing_of(TRIAGE)
    closed = close_for([closing.recipient], words, place=place_of(row, "story"))
    return _keep(row, Sealed(closed, closing.key), by)


def _keep(row: Intake, sealed: Sealed | None, by: Person) -> Intake:
    row.story, row.key = (sealed.closed, sealed.key) if sealed else (None, None)
    row.story_by = by
    row.save(update_fields=["story", "key", "story_by"])
    return row


@transaction.atomic
def read_story(intake: Intake, *, by: Person) -> Intake:
    """Somebody reads the story of an intake; that is written down."""
    record("intake.story_read", actor=by, subject=intake)
    return intake
