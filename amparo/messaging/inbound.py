"""A text comes in: stored once, opt-out words obeyed at once, everything else asked upwards. Nobody's text is dropped.

Its words are in memory while their meaning is found; what is stored of them was closed before, and the house cannot open it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.events import announce, ask
from amparo.core.guarded import keyed_hash
from amparo.core.sealed import Closing, Place, close_for
from amparo.messaging.actions import opt_in, opt_out, queue_message
from amparo.messaging.copies import note_copies
from amparo.messaging.enums import STOP_ANSWER, Lane, TextWord
from amparo.messaging.events import HelpAsked, TextReceived
from amparo.messaging.models import InboundText, OutgoingMessage
from amparo.replies.engine import Got
from amparo.replies.said import Said

LONGEST, MOST_ANSWERS = 1_600, 3
TRIAGE = "hotline-triage"  # the circle that reads what comes in


@dataclass(frozen=True)
class Arrival:
    """A text on its way in: its words are closed already, and beside them stands what they mean.

    ``sender`` is None when hidden. ``answered`` says that the carrier has answered this word itself: then we do not.
    """

    id: UUID
    provider_sid: str
    at: datetime
    sender: str | None
    said: Said
    key: UUID
    words: bytes
    answered: bool = False


def arrival(provider_sid: str, *, sender: str | None, body: str, closing: Closing, answered: bool = False) -> Arrival:
    """Close the words of a text to whoever may read them, bound to the row that it will be."""
    row = uuid4()
    place = Place(InboundText._meta.db_table, "words", row)
    words = close_for([closing.recipient], body[:LONGEST], place=place)
    return Arrival(row, provider_sid, clock.now(), sender, Said(body), closing.key, words, answered)


@transaction.atomic
def take_in(came: Arrival) -> InboundText:
    """Store a text and act on it, once: a copy from the carrier changes nothing."""
    index = keyed_hash("phone", came.sender) if came.sender else ""
    text, is_new = InboundText.objects.get_or_create(
        provider_sid=came.provider_sid,
        defaults={
            "id": came.id, "created_at": came.at, "sender": came.sender, "index": index, "words": came.words,
            "key": came.key, "word": _word(came.said),
        },
    )  # fmt: skip
    if not is_new:
        return text
    note_copies(text.provider_sid)
    record("text.received", actor=None, subject=text, word=text.word)
    _act(text, came.said, None if came.answered or text.word in settings.CARRIER_ANSWERS else came.sender)
    text.handled_by = text.word if text.word != TextWord.OTHER else _asked_upwards(text, came.said)
    text.save(update_fields=["handled_by"])
    return text


def _act(text: InboundText, said: Said, answer_to: str | None) -> None:
    """Obey the word; a stop is confirmed once, however often it is repeated."""
    if text.word == TextWord.STOP and text.index:
        if opt_out(text.index, source="word"):
            _answer(text, STOP_ANSWER, answer_to, said)
    elif text.word == TextWord.START and text.index:
        opt_in(text.index, source="word")
        _answer(text, "word.start", answer_to, said)
    elif text.word == TextWord.HELP:
        _answer(text, "word.help", answer_to, said)
        announce(HelpAsked(text, said))


def _word(said: Said) -> TextWord:
    if said.is_help:
        return TextWord.HELP
    return {Got.STOP: TextWord.STOP, Got.START: TextWord.START}.get(said.reply().got, TextWord.OTHER)


def _asked_upwards(text: InboundText, said: Said) -> str:
    return str(ask(TextReceived(text, said)) or "nobody")


def _answer(text: InboundText, template: str, sender: str | None, said: Said) -> None:
    """The answer to a word, in the language of the last text; behind every activation, and three an hour at most."""
    lately = OutgoingMessage.objects.filter(index=text.index, template=template, created_at__gt=clock.ago(hours=1))
    if not sender or lately.count() >= MOST_ANSWERS:
        return
    written = OutgoingMessage.objects.filter(index=text.index).order_by("-created_at")
    last = written.values_list("language", flat=True).first()
    queue_message(
        template, to=sender, language=last or said.word_language, lane=Lane.REMINDER, about=text.pk,
        expires_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip
