"""The vault's answers to the rooms beside and below it."""

import json
import os

from amparo.audit.actions import record
from amparo.core.events import answers
from amparo.core.private import private_folder
from amparo.core.sealed import Closing, ClosingAsked
from amparo.vault.arrival import arrival_recipient
from amparo.vault.enums import Kind
from amparo.vault.errors import NotVouched
from amparo.vault.models import Circle, Key
from amparo.vault.selectors import closing_of, last_good_closing, last_good_file, was_founded

_remembered: dict[str, Closing] = {}
_told: set[str] = set()


@answers(ClosingAsked, rank=10)
def key_to_close_with(question: ClosingAsked) -> Closing:
    """The circle's living key; before the circles were founded, the arrival key.

    A key that nobody of the directory signed is not used, whatever the database says: what arrives is closed to the last one
    that was good, and the audit says so. Without one, NotVouched: whoever asks keeps what arrived outside the database.
    """
    try:
        closing = closing_of(question.circle)
        if closing is None and not was_founded(question.circle):
            return _arrival_closing()
        if closing is None:  # its key was taken away: no way back to a key that the house opens
            raise NotVouched(question.circle)
    except NotVouched:
        good = last_good_closing(question.circle)
        if good is None:
            raise
        _tell(question.circle)
        return good
    _remember(question.circle, closing)
    return closing


def _tell(circle: str) -> None:
    if circle not in _told:
        _told.add(circle)
        record("vault.key_not_vouched", actor=None, subject=Circle.objects.get(name=circle))


def _remember(circle: str, closing: Closing) -> None:
    """Write down, outside the database, what was good."""
    if _remembered.get(circle) == closing:
        return
    path = last_good_file(circle)
    private_folder(path.parent)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"key": str(closing.key), "recipient": closing.recipient}), encoding="ascii")
    draft.replace(path)
    _remembered[circle] = closing


def _arrival_closing() -> Closing:
    """The public half comes from the file, whatever stands in the row."""
    recipient = arrival_recipient()
    key, _new = Key.objects.get_or_create(kind=Kind.ARRIVAL, retired_at=None, defaults={"recipient": recipient})
    return Closing(key=key.id, recipient=recipient)
