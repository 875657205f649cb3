"""What was removed, by day and kind; and every rule by which something is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models

from amparo.core.keeping import AT_ONCE, Goes, Words, keeps_of
from amparo.keeping.models import Removed


def rules() -> Iterator[tuple[type[models.Model], Goes]]:
    """Every rule of every model, in the order of the rooms: what belongs to something goes before it."""
    for model in reversed(apps.get_models()):
        for rule in keeps_of(model).goes:
            yield model, rule


def at_once(rule: Goes) -> bool:
    """Whether a thing goes as soon as nobody needs it, whatever the clock says."""
    return rule.after is AT_ONCE and not rule.real_time


def short(rule: Goes) -> bool:
    """Whether a thing goes within hours: it is looked for every minute."""
    return rule.after.days == 0 and rule.after.hours > 0


def kind_of(model: type[models.Model], rule: Goes) -> str:
    """The name of a kind in the counts: the model, and what of it went."""
    return f"{model._meta.label}.{'-'.join(rule.erases) or ('coarse' if rule.coarse else 'row')}"[:100]


@dataclass(frozen=True)
class Line:
    """How many of one kind went on one day."""

    day: date
    what: Words
    part: Words
    count: int


def removed_lately(days: int = 60) -> list[Line]:
    """The last days' counts, the newest first; a kind that has no rule any more is shown by its name."""
    words = {kind_of(model, rule): (keeps_of(model).what, rule.what) for model, rule in rules()}
    rows = Removed.objects.order_by("-day", "kind")[: days * 20]
    return [Line(row.day, *words.get(row.kind, (row.kind, "")), row.count) for row in rows]
