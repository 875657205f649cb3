"""What would a data demand reach? Counts, days and which columns are filled, from every table; never a value.

It walks the models, so that a new table is in it by itself: everything under the hash of a number, everything of a person,
everything with an id, then what belongs to those rows. It needs no one's keys and has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.audit.actions import Actor, record
from amparo.audit.models import Entry
from amparo.core.guarded import GuardedField, keyed_hash
from amparo.core.keeping import FOREIGN, keeps_of
from amparo.core.sabotage import sabotaged
from amparo.core.sealed import SealedField
from amparo.vault.models import Key

HASHES = ("index", "caller")  # the columns that hold the keyed hash of a telephone number
DEPTH = 4


class NothingToAskAbout(Exception):
    """Neither a telephone number, nor a sign-in name, nor an id."""


@dataclass
class Reached:
    """What is held in one table: how many rows, from when until when, how many secrets of which kind."""

    model: type[models.Model]
    keys: set[object]
    first: datetime | None = None
    last: datetime | None = None
    guarded: dict[str, int] = field(default_factory=dict)
    sealed: dict[str, int] = field(default_factory=dict)
    shown: str = ""

    @property
    def what(self) -> str:
        return str(keeps_of(self.model).what)


def what_we_hold(about: str) -> list[Reached]:
    """Every table in which something about this number, person or thing stands. NothingToAskAbout when it is none of them."""
    found: dict[type[models.Model], set[object]] = {}
    for model, keys in _beginnings(about.strip()):
        found.setdefault(model, set()).update(keys)
    for _round in range(DEPTH):
        grown = [(model, keys) for model, keys in _belonging(found) if keys - found.get(model, set())]
        for model, keys in grown:
            found.setdefault(model, set()).update(keys)
        if not grown:
            break
    return sorted(
        (_reached(model, keys) for model, keys in found.items() if keys), key=lambda each: each.model._meta.label
    )


def _models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("amparo.") or m._meta.label in FOREIGN]


def _beginnings(about: str) -> Iterator[tuple[type[models.Model], set[object]]]:
    person = apps.get_model(settings.AUTH_USER_MODEL)
    digits = "".join(each for each in about if each.isdigit())
    try:
        asked = UUID(about)
    except ValueError:
        named = set(person._base_manager.filter(username=about).values_list("pk", flat=True))
        if named:
            yield person, named
        elif len(digits) >= 10:
            yield from _under_hash(keyed_hash("phone", f"+{digits}" if len(digits) > 10 else f"+1{digits}"))
        else:
            raise NothingToAskAbout("Give a telephone number with its area code, a sign-in name, or an id.") from None
        return
    for model in _models():
        if isinstance(model._meta.pk, models.UUIDField):
            yield model, set(model._base_manager.filter(pk=asked).values_list("pk", flat=True))
    yield Key, set(Key.objects.filter(subject=asked).values_list("pk", flat=True))
    yield (
        Entry,
        set(Entry.objects.filter(models.Q(actor=asked) | models.Q(subject=str(asked))).values_list("pk", flat=True)),
    )


def _under_hash(index: str) -> Iterator[tuple[type[models.Model], set[object]]]:
    for model in _models():
        names = {each.name for each in model._meta.concrete_fields} & set(HASHES)
        for name in names:
            yield model, set(model._base_manager.filter(**{name: index}).values_list("pk", flat=True))


def _belonging(found: dict[type[models.Model], set[object]]) -> Iterator[tuple[type[models.Model], set[object]]]:
    """Rows that point at what was found, and rows that carry its id."""
    ids = {key for keys in found.values() for key in keys if isinstance(key, UUID)}
    for model in _models():
        for column in model._meta.concrete_fields:
            above = column.related_model if isinstance(column, models.ForeignKey) else None
            if above in found and model is not Entry:
                rows = model._base_manager.filter(**{f"{column.name}__in": found[above]})
                yield model, set(rows.values_list("pk", flat=True))
        for shared in model._meta.many_to_many:  # an address and the people who use it
            ours, others = shared.related_model, found.get(model, set())
            if ours in found:
                yield (
                    model,
                    set(model._base_manager.filter(**{f"{shared.name}__in": found[ours]}).values_list("pk", flat=True)),
                )
            owners = model._base_manager.filter(pk__in=others, **{f"{shared.name}__isnull": False})
            yield ours, set(owners.values_list(f"{shared.name}__pk", flat=True))
        for name in keeps_of(model).follows:
            yield model, set(model._base_manager.filter(**{f"{name}__in": ids}).values_list("pk", flat=True))
    subjects = [str(key) for key in ids]
    said = Entry.objects.filter(models.Q(subject__in=subjects) | models.Q(actor__in=ids))
    yield Entry, set(said.values_list("pk", flat=True))


def _reached(model: type[models.Model], keys: set[object]) -> Reached:
    rows = model._base_manager.filter(pk__in=keys)
    reached = Reached(model, keys)
    if any(each.name == "created_at" for each in model._meta.concrete_fields):
        span = rows.aggregate(first=models.Min("created_at"), last=models.Max("created_at"))
        reached.first, reached.last = span["first"], span["last"]
    for column in model._meta.concrete_fields:
        for kind, counts in ((GuardedField, reached.guarded), (SealedField, reached.sealed)):
            filled = rows.exclude(**{f"{column.name}__isnull": True}) if isinstance(column, kind) else None
            if filled is not None and filled.exists():
                counts[column.name] = filled.count()
                if sabotaged("T4") and kind is GuardedField:
                    reached.shown += " ".join(getattr(row, column.name).reveal() for row in filled)
    return reached


def answer_demand(about: str, *, by: Actor | None = None) -> str:
    """The answer as plain text. That somebody asked is in the audit, about whom is not."""
    tables = what_we_hold(about)
    record("demand.answered", actor=by, tables=len(tables))
    lines = [_("What a demand about this would reach: %(n)d tables.") % {"n": len(tables)}]
    for each in tables:
        lines += _lines(each)
    lines += ["", _("Plain columns are read with the database. Guarded ones also need the key file of this machine.")]
    lines += [_("Closed ones open only with the keys of people, which are not here.")]
    lines += [
        _("Not held: immigration status, A-numbers, Social Security and passport numbers, where somebody was born.")
    ]
    return "\n".join(lines) + "\n"


def _lines(each: Reached) -> Iterator[str]:
    span = f"{each.first:%Y-%m-%d} - {each.last:%Y-%m-%d}" if each.first and each.last else ""
    yield f"{each.model._meta.label:<28}{len(each.keys):>5}  {span:<25}{each.what}".rstrip()
    for kind, counts in ((_("guarded"), each.guarded), (pgettext("kept", "closed"), each.sealed)):
        for name, count in counts.items():
            yield f"    {kind}: {name} ({count})"
    if each.shown:
        yield f"    {each.shown}"
