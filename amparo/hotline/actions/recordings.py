"""The network's own voices: one recording for a sentence in a language, in place of the carrier's voice."""

from django.conf import settings
from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.hotline.errors import NotASound, NotRecordable
from amparo.messaging.models import Prompt
from amparo.messaging.prompts import PROMPTS, can_be_recorded

MOST_BYTES = 2_000_000  # a minute of plain WAV at 16 kHz


@transaction.atomic
def keep_recording(slot: str, *, language: str, audio: bytes, by: Actor) -> Prompt:
    """Say this sentence in a voice of the network from now on, in place of an older recording.

    Refused: a file that is neither WAV nor MP3 or is larger than 2 MB, and sentences that carry a value.
    """
    if slot not in PROMPTS or language not in settings.SPOKEN_LANGUAGES or not can_be_recorded(slot):
        raise NotRecordable
    kind = _kind_of(audio)
    if kind is None or len(audio) > MOST_BYTES:
        raise NotASound
    row, _new = Prompt.objects.update_or_create(slot=slot, language=language, defaults={"audio": audio, "kind": kind})
    record("prompt.recorded", actor=by, subject=row, slot=slot, language=language)
    return row


@transaction.atomic
def drop_recording(slot: str, *, language: str, by: Actor) -> bool:
    """Let the carrier's voice say this sentence again. False when there was no recording."""
    removed, _kinds = Prompt.objects.filter(slot=slot, language=language).delete()
    record("prompt.removed", actor=by, slot=slot, language=language)
    return bool(removed)


def _kind_of(audio: bytes) -> str | None:
    """The media type by the first bytes of the file, never by its name: WAV, MP3, or None."""
    if audio[:4] == b"RIFF" and audio[8:12] == b"WAVE":
        return "audio/wav"
    if audio[:3] == b"ID3" or (len(audio) > 2 and audio[0] == 0xFF and audio[1] & 0xE0 == 0xE0):
        return "audio/mpeg"
    return None
