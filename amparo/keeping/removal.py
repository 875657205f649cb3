"""The worker's round: first whether the clock is believed, then everything that is over, then the shred epochs."""

import logging
from datetime import datetime

from django.db import close_old_connections, models
from django.utils import timezone

from amparo.core import clock
from amparo.core.keeping import Goes
from amparo.keeping.actions.clock import note_clock, stop_removing
from amparo.keeping.actions.removing import SOME, remove_some
from amparo.keeping.clock_guard import doubt_now
from amparo.keeping.selectors.removed import at_once, kind_of, rules, short
from amparo.keeping.shredding import turn_epochs

log = logging.getLogger(__name__)


def remove_at_once() -> int:
    """What goes as soon as nobody needs it; no clock decides about it. Returns how many."""
    return sum(_remove(model, rule, clock.now()) for model, rule in rules() if at_once(rule))


def remove_short_lived(now: datetime) -> int:
    """What is kept for hours only, unless the clock is not believed. Returns how many."""
    return 0 if doubt_now(now) else sum(_remove(model, rule, now) for model, rule in rules() if short(rule))


def remove_what_is_over(now: datetime) -> int:
    """Everything whose time has passed at this moment, whatever the clock guard thinks. Returns how many."""
    return sum(
        _remove(model, rule, timezone.now() if rule.real_time else now) for model, rule in rules() if not at_once(rule)
    )


def _remove(model: type[models.Model], rule: Goes, now: datetime) -> int:
    """Let one thing go wherever it is over. What breaks is logged by its name and stops no other rule."""
    total, some = 0, SOME
    try:
        while some == SOME:
            some = remove_some(model, rule=rule, now=now)
            total += some
    except Exception as failure:
        log.error("%s is not removed: %s", kind_of(model, rule), type(failure).__name__)
        close_old_connections()
    return total


def do_the_round(now: datetime) -> bool:
    """One round. False when the clock is not believed: then nothing was removed and somebody is told."""
    why = doubt_now(now)
    if why:
        stop_removing(now, why=why)
        return False
    remove_what_is_over(now)
    turn_epochs(now)
    note_clock(now)
    return True
