"""Spoken messages: fetched from the carrier, encrypted, deleted there, and heard by people whom the audit names."""

from base64 import b64decode, b64encode

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.hotline.actions.call_backs import ask_for_call_back
from amparo.hotline.enums import CallBackWhy
from amparo.hotline.errors import MessageNotHere
from amparo.hotline.models import Call, SpokenMessage
from amparo.people.models import Person


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
    """Keep the sound, encrypted; None when the carrier has none. The first copy stays."""
    row = SpokenMessage.objects.select_for_update().get(pk=message.pk)
    if row.fetched_at is None:
        row.audio = b64encode(audio).decode("ascii") if audio is not None else None
        row.fetched_at = clock.now()
        row.save(update_fields=["audio", "fetched_at"])
        publish("call", row.call_id)
    record("message.kept", actor=by, subject=row, has_sound=audio is not None)


@transaction.atomic
def note_deleted_there(message: SpokenMessage, *, by: Actor | None = None) -> None:
    """The carrier confirmed that its copy is gone."""
    SpokenMessage.objects.filter(pk=message.pk, deleted_there_at=None).update(deleted_there_at=clock.now())
    record("message.deleted_at_carrier", actor=by, subject=message)


@transaction.atomic
def listen(message: SpokenMessage, *, by: Person) -> bytes:
    """The sound of a message, a WAV file, for this person to hear; the audit names who listened. MessageNotHere: no sound."""
    if not message.audio:
        raise MessageNotHere
    record("message.listened", actor=by, subject=message)
    return b64decode(message.audio.reveal())
