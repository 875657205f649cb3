"""Texts to the hotline: one item for each open thread, one automatic answer, and a person reads every word."""

from datetime import timedelta

from django.db import connection, transaction

from amparo.audit.actions import Actor, record
from amparo.core import clock
from amparo.core.board import publish
from amparo.core.events import announce
from amparo.hotline.enums import CallBackWhy, Need
from amparo.hotline.events import CallBackNeeded
from amparo.hotline.models import CallBack
from amparo.hotline.selectors.call_backs import open_thread
from amparo.messaging.actions import queue_message
from amparo.messaging.enums import Lane
from amparo.messaging.models import InboundText, OutgoingMessage
from amparo.people.strangers import stands_after_others
from amparo.replies.engine import Got
from amparo.replies.said import Said

DUE, DUE_NOW, DUE_LAST = timedelta(minutes=10), timedelta(minutes=5), timedelta(hours=2)
DIGITS = {"1": "en", "2": "es", "3": "pt-BR", "4": "ht"}
MOST_ANSWERS = 3


@transaction.atomic
def take_text(message: InboundText, *, said: Said, why: CallBackWhy, by: Actor | None = None) -> CallBack:
    """Put a text before a person. The first of a thread makes an item and is answered once, in the guessed language.

    A digit alone chooses another language and is answered in it. Nothing else is answered by the machine: no loop. Words of
    an emergency shorten the clock.
    """
    digit = DIGITS.get(said.digit)
    urgent = said.reply().got == Got.EMERGENCY
    _one_at_a_time(message.index)
    item = open_thread(message.index)
    if item is None:
        item = _new_item(message, why, digit or said.language)
        if why == CallBackWhy.TEXTED:
            _answer(item, message)
    elif digit and digit != item.language:
        CallBack.objects.filter(pk=item.pk).update(language=digit)
        item.language = digit
        _answer(item, message)
    if urgent:
        CallBack.objects.filter(pk=item.pk).update(need=Need.NOW)
    soon = clock.now() + (DUE_NOW if urgent else DUE)
    if urgent or why == CallBackWhy.HELP_WORD:
        CallBack.objects.filter(pk=item.pk, due_at__gt=soon).update(due_at=soon)
    record("text.taken", actor=by, subject=item, why=why)
    publish("call", item.pk, urgent=urgent or why == CallBackWhy.HELP_WORD)
    return item


def _one_at_a_time(index: str) -> None:
    """Two texts of one number at the same moment are one thread: the second waits for the first."""
    if index:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hotline thread {index}"])


def _new_item(message: InboundText, why: CallBackWhy, language: str) -> CallBack:
    last = why == CallBackWhy.TEXTED and stands_after_others(message.index, desk="hotline")
    item = CallBack.objects.create(
        origin=message.pk, number=message.sender.reveal() if message.sender else None, index=message.index,
        language=language, why=why, due_at=clock.now() + (DUE_LAST if last else DUE),
    )  # fmt: skip
    announce(CallBackNeeded(item))
    return item


def _answer(item: CallBack, message: InboundText) -> None:
    """The one automatic answer, within its bound and behind every activation; who opted out gets none (the outbox sees to that)."""
    if not message.sender:
        return
    if OutgoingMessage.objects.filter(about=item.pk, template="hotline.text_received").count() >= MOST_ANSWERS:
        return
    queue_message(
        "hotline.text_received", to=message.sender.reveal(), language=item.language or "en", lane=Lane.REMINDER,
        about=item.pk, expires_at=clock.now() + timedelta(minutes=30),
    )  # fmt: skip
