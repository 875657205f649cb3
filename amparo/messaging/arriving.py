"""Texts always find somebody who takes them: the database, or the spool on this disk while the database is away.

In the spool the sender's number is guarded and the words are closed to the last key that the database named; beside them
stands what they mean. While anything waits there, what comes later waits behind it, so that answers stay in order.
"""

import json
import logging
import time
from base64 import b64decode, b64encode
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from amparo.core.guarded import seal, unseal
from amparo.core.middleware import DATABASE_GONE
from amparo.core.private import private_folder
from amparo.core.sealed import Closing, NobodyToCloseFor, closing_of
from amparo.core.spool import Spool
from amparo.messaging.inbound import TRIAGE, Arrival, arrival, take_in
from amparo.replies.said import Said

log = logging.getLogger(__name__)
REST_SECONDS = 1.0  # so long a database that did not answer is not asked again by a text
TURN_SECONDS = 2.0  # so long one callback may help to empty the spool
_database = {"rests_until": 0.0}


class NothingTakesIt(Exception):
    """Neither the database nor the disk takes a text now: the carrier must tell it again."""


def spool() -> Spool:
    """The texts that wait on this disk."""
    return Spool(Path(settings.SPOOL) / "texts")


def receive(provider_sid: str, *, sender: str | None, body: str, answered: bool = False) -> None:
    """Take a text for good, wherever there is room for it. NothingTakesIt when there is none."""
    close = partial(arrival, provider_sid, sender=sender, body=body, answered=answered)
    away = time.monotonic() < _database["rests_until"]
    if not away and spool().is_empty():
        try:
            take_in(close(closing=closing_now()))
            return
        except (
            NobodyToCloseFor
        ):  # the key that the database names is not to be trusted: the last good one is on this disk
            log.error("a text goes to the spool: the key of its circle is not vouched for")
        except DATABASE_GONE as failure:
            away = True
            _database["rests_until"] = time.monotonic() + REST_SECONDS
            log.warning("a text goes to the spool: %s", type(failure).__name__)
    _keep(close(closing=_closing_known()))
    if not away:
        drain_spool(seconds=TURN_SECONDS)


def _keep(came: Arrival) -> None:
    try:
        spool().add(_written(came))
    except OSError:
        raise NothingTakesIt from None


def drain_spool(*, seconds: float) -> int:
    """Bring home what waits in the spool, in the order in which it came; how many."""
    taken = spool().drain(lambda entry: take_in(_read(entry)), stops=DATABASE_GONE, seconds=seconds)
    if not spool().is_empty() and connection.connection is not None and not connection.is_usable():
        connection.close()
    return taken


def closing_now() -> Closing:
    """The key that arriving words are closed to now; it is remembered on this disk for the time without a database."""
    try:
        closing = closing_of(TRIAGE)
    except DATABASE_GONE:
        raise
    except Exception:
        raise NobodyToCloseFor from None
    if _remembered() != closing:
        path = _memory()
        private_folder(path.parent)
        draft = path.with_suffix(f".{time.time_ns()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"key": str(closing.key), "recipient": closing.recipient}), encoding="ascii")
        draft.replace(path)
    return closing


def _memory() -> Path:
    return Path(settings.SPOOL) / "closing.json"


def _remembered() -> Closing | None:
    try:
        kept = json.loads(_memory().read_text(encoding="ascii"))
        return Closing(UUID(kept["key"]), str(kept["recipient"]))
    except (OSError, ValueError, KeyError):
        return None


def _closing_known() -> Closing:
    known = _remembered()
    if known is None:
        raise NothingTakesIt
    return known


def _written(came: Arrival) -> bytes:
    sender = seal(came.sender, context=f"spool.sender.{came.id}") if came.sender else b""
    entry: dict[str, Any] = {
        "v": 1, "id": str(came.id), "sid": came.provider_sid, "at": came.at.isoformat(),
        "sender": b64encode(sender).decode("ascii"), "said": came.said.dump(), "key": str(came.key),
        "words": b64encode(came.words).decode("ascii"), "answered": came.answered,
    }  # fmt: skip
    return json.dumps(entry).encode()


def _read(entry: bytes) -> Arrival:
    kept = json.loads(entry)
    row = UUID(kept["id"])
    sender = unseal(b64decode(kept["sender"]), context=f"spool.sender.{row}") if kept["sender"] else None
    return Arrival(
        row, kept["sid"], datetime.fromisoformat(kept["at"]), sender, Said(known=kept["said"]), UUID(kept["key"]),
        b64decode(kept["words"]), kept["answered"],
    )  # fmt: skip
