"""Spoken messages: fetched from the carrier, closed to the hotline's circle, deleted there; the audit names who listened."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.sealed import Place, close_for, closing_of
from amparo.hotline.actions.call_backs import ask_for_call_back
from amparo.hotline.enums import CallBackWhy
from amparo.hotline.errors import MessageNotHere
from amparo.hotline.models import Call, SpokenMessage
from amparo.messaging.inbound import TRIAGE
from amparo.people.models import Person
from amparo.vault.arrival import is_arrival, open_arrival


@dataclass(frozen=True)
class Sound:
    """What is sent to a listener's browser: an age file that it opens itself, or a WAV file."""

    body: bytes
    closed: bool


@transaction.atomic
def note_message(call: Call, *, recording_sid: str, seconds: int, by: Actor | None = None) -> SpokenMessage:
    """A caller left a message at the carrier: a person must hear it and call back. A copy of the news changes nothing."""
    message, is_new = SpokenMessage.objects.get_or_create(
        recording_sid=recording_sid, defaults={"call": call, "seconds": min(seconds, 32_000)}
    )
    if is_new:
        ask_for_call_back(call, why=CallBackWhy.MESSAGE, by=by)
    record("message.taken", actor=by, subject=message, seconds=seconds)
    return message


@transaction.atomic
def keep_message(message: SpokenMessage, *, audio: bytes | None, by: Actor | None = None) -> None:
    """Keep the sound, closed to the hotline's circle; None when the carrier has none. The first copy stays."""
    row = SpokenMessage.objects.select_for_update().get(pk=message.pk)
    if row.fetched_at is None:
        if audio is not None:
            closing = closing_of(TRIAGE)
            place = Place(SpokenMessage._meta.db_table, "audio", row.pk)
            row.key = closing.key
            row.audio = close_for([closing.recipient], b64encode(audio).decode("ascii"), place=place)
        row.fetched_at = clock.now()
        row.save(update_fields=["audio", "key", "fetched_at"])
        publish("call", row.call_id)
    record("message.kept", actor=by, subject=row, has_sound=audio is not None)


@transaction.atomic
def note_deleted_there(message: SpokenMessage, *, by: Actor | None = None) -> None:
    """The carrier confirmed that its copy is gone."""
    SpokenMessage.objects.filter(pk=message.pk, deleted_there_at=None).update(deleted_there_at=clock.now())
    record("message.deleted_at_carrier", actor=by, subject=message)


@transaction.atomic
def listen(message: SpokenMessage, *, by: Person) -> Sound:
    """The sound of a message for this person to hear; the audit names who listened. MessageNotHere: no sound.

    It comes closed and only the person's browser opens it; in clear only while it lies under the arrival key.
    """
    if not message.audio or message.key is None:
        raise MessageNotHere
    record("message.listened", actor=by, subject=message)
    if not is_arrival(message.key):
        return Sound(bytes(message.audio), closed=True)
    place = Place(SpokenMessage._meta.db_table, "audio", message.pk)
    return Sound(b64decode(open_arrival(bytes(message.audio), place=place)), closed=False)
