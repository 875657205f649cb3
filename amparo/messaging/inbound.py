"""A text comes in: stored once, opt-out words obeyed at once, everything else asked upwards. Nobody's text is dropped."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.events import announce, ask
from amparo.core.guarded import keyed_hash
from amparo.messaging.actions import opt_in, opt_out, queue_message
from amparo.messaging.enums import STOP_ANSWER, Lane, TextWord
from amparo.messaging.events import HelpAsked, TextReceived
from amparo.messaging.models import InboundText, OutgoingMessage
from amparo.messaging.optout_words import is_help_word
from amparo.messaging.replies.engine import Got, interpret

LONGEST, MOST_ANSWERS = 1_600, 3


@transaction.atomic
def take_in(provider_sid: str, *, sender: str | None, body: str, answered: bool = False) -> InboundText:
    """Store a text and act on it, once: a copy from the carrier changes nothing. ``sender`` is None when hidden.

    ``answered`` says that the carrier has answered this word itself: then we do not answer it again.
    """
    index = keyed_hash("phone", sender) if sender else ""
    text, is_new = InboundText.objects.get_or_create(
        provider_sid=provider_sid, defaults={"sender": sender, "index": index, "body": body[:LONGEST]}
    )
    if not is_new:
        return text
    text.word = _word(body)
    record("text.received", actor=None, subject=text, word=text.word)
    _act(text, index, None if answered or text.word in settings.CARRIER_ANSWERS else sender)
    text.handled_by = text.word if text.word != TextWord.OTHER else _asked_upwards(text)
    text.save(update_fields=["word", "handled_by"])
    return text


def _act(text: InboundText, index: str, answer_to: str | None) -> None:
    """Obey the word; a stop is confirmed once, however often it is repeated."""
    if text.word == TextWord.STOP and index:
        if opt_out(index, source="word"):
            _answer(text, STOP_ANSWER, answer_to)
    elif text.word == TextWord.START and index:
        opt_in(index, source="word")
        _answer(text, "word.start", answer_to)
    elif text.word == TextWord.HELP:
        _answer(text, "word.help", answer_to)
        announce(HelpAsked(text))


def _word(body: str) -> TextWord:
    if is_help_word(body):
        return TextWord.HELP
    got = interpret(body).got
    return {Got.STOP: TextWord.STOP, Got.START: TextWord.START}.get(got, TextWord.OTHER)


def _asked_upwards(text: InboundText) -> str:
    return str(ask(TextReceived(text)) or "nobody")


def _answer(text: InboundText, template: str, sender: str | None) -> None:
    """The answer to a word, in the language of the last text; behind every activation, and three an hour at most."""
    lately = OutgoingMessage.objects.filter(index=text.index, template=template, created_at__gt=clock.ago(hours=1))
    if not sender or lately.count() >= MOST_ANSWERS:
        return
    written = OutgoingMessage.objects.filter(index=text.index).order_by("-created_at")
    last = written.values_list("language", flat=True).first()
    queue_message(
        template, to=sender, language=last or _language_of(text), lane=Lane.REMINDER, about=text.pk,
        expires_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip


def _language_of(text: InboundText) -> str:
    """A guess for the standard answer only: a Spanish word is answered in Spanish."""
    words = {"alto", "parar", "baja", "basta", "ayuda", "info", "comenzar", "cancelar"}
    return "es" if text.body.reveal().strip().lower() in words else "en"
