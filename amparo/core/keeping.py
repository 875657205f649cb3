"""How long everything is kept. Each model says so in ``keeps``: the worker acts on it, the public page prints it.

There is no second place: what the page promises is what the worker does (``keeping/removal.py``). A model is kept

- for a time: ``Keeps(About.CALLERS, "what it is", goes=(Goes("what goes", days(1)), …))``;
- with another: ``with_its("call", "what it is")``, and the database removes it with that row;
- as long as something is so: ``Keeps(About.MEMBERS, "what it is", as_long_as=A_MEMBER)``.

What somebody holds by name and reason (``vault.Hold``) is not removed, nor what belongs to it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.core.events import ask

Words = str | Promise
Held = frozenset[tuple[str, UUID]]


class About(models.TextChoices):
    """Whose things they are: the headings of the page."""

    CALLERS = "callers", _("When you call or text us")
    REPORTS = "reports", _("What was reported, and who went there")
    CASES = "cases", _("When we stand by you in a case")
    MEMBERS = "members", _("When you are a member or a volunteer")
    HOUSE = "house", _("What the system itself needs")


@dataclass(frozen=True)
class Span:
    """A stretch of time: a number of days, the setting that holds it, or some hours."""

    number: int = 0
    setting: str = ""
    hours: int = 0

    @property
    def days(self) -> int:
        return int(getattr(settings, self.setting)) if self.setting else self.number

    def before(self, now: datetime) -> datetime:
        """The moment since which this stretch has passed."""
        return now - timedelta(days=self.days, hours=self.hours)


def days(number: int) -> Span:
    return Span(number)


AT_ONCE = Span(0)
AN_HOUR = Span(hours=1)
SAID = Span(setting="KEEP_DAYS")  # what was said, whose number it was, where exactly it happened
COUNTS = Span(setting="KEEP_ROWS_DAYS")  # that it happened, for counts

A_MEMBER = _("as long as you are a member")
THE_NETWORK = _("as long as the network exists")
WRITTEN_OVER = _("until it is written over, some seconds later")
READ_AGAIN = _("until a newer file is read")


@dataclass(frozen=True)
class Goes:
    """One thing that goes: what, how long after which moment. With ``erases`` the row stays without it; without, the row goes."""

    what: Words
    after: Span
    since: str = "created_at"  # a column, or one of a row that says so: closure__created_at
    erases: Mapping[str, Any] = field(default_factory=dict)
    coarse: Callable[[Any], dict[str, Any]] | None = None  # what is left of a row's values, computed
    only: Callable[[], models.Q] = models.Q  # what is over; the rest waits
    unless: Words = ""  # in words, what waits
    real_time: bool = False  # the moment was set by Django's own clock, which no demo speeds up


@dataclass(frozen=True)
class Keeps:
    """How the rows of one model are kept, in words and in deed."""

    about: About | None
    what: Words
    goes: tuple[Goes, ...] = ()
    as_long_as: Words = ""
    with_: str = ""  # the foreign key with whose row it goes
    follows: tuple[str, ...] = ()  # columns with the id of something else: when that is held, this is
    holdable: bool = False  # somebody may hold one of these


def with_its(key: str, what: Words, *, goes: tuple[Goes, ...] = (), follows: tuple[str, ...] = ()) -> Keeps:
    """Kept as long as the row that this foreign key names."""
    return Keeps(None, what, goes=goes, with_=key, follows=follows)


# What the libraries keep.
FOREIGN: dict[str, Keeps] = {
    "mfa.Authenticator": with_its("user", _("Your passkeys, and the secret of your code app, encrypted")),
    "account.EmailAddress": with_its("user", _("An e-mail address for signing in (nobody needs one)")),
    "account.EmailConfirmation": with_its("email_address", _("That a link was sent to it")),
    **{
        label: Keeps(About.HOUSE, _("Lists that the system's own software keeps about itself"), as_long_as=THE_NETWORK)
        for label in (
            "auth.Permission", "auth.Group", "contenttypes.ContentType", "procrastinate.ProcrastinateWorker",
            "procrastinate.ProcrastinateJob", "procrastinate.ProcrastinateEvent", "procrastinate.ProcrastinatePeriodicDefer",
        )
    },
}  # fmt: skip


def keeps_of(model: type[models.Model]) -> Keeps:
    """How this model is kept; KeyError with its name when nobody has said so."""
    own: Keeps | None = model.__dict__.get("keeps")
    return own if own is not None else FOREIGN[model._meta.label]


def parent_of(model: type[models.Model]) -> type[models.Model] | None:
    """The model with whose rows these go."""
    key = keeps_of(model).with_
    found: type[models.Model] | None = model._meta.get_field(key).related_model if key else None
    return found


def about_of(model: type[models.Model]) -> About:
    """Under which heading this model stands: its own, or that of what it goes with."""
    parent = parent_of(model)
    about = keeps_of(model).about
    return about or (about_of(parent) if parent else About.HOUSE)


@dataclass(frozen=True)
class HeldAsked:
    """A question to the vault: what is held now? Answered with a set of (table, id)."""


def held() -> Held:
    """Everything that somebody holds now."""
    answer: Held | None = ask(HeldAsked())
    return answer or frozenset()


def without_held(rows: models.QuerySet[Any], things: Held | None = None) -> models.QuerySet[Any]:
    """These rows without the held ones, what belongs to a held one, and what a held one belongs to."""
    things = held() if things is None else things
    if not things:
        return rows
    for condition in _touched(rows.model, things):
        rows = rows.exclude(condition)
    return rows


def _touched(model: type[models.Model], things: Held) -> Iterator[models.Q]:
    ids = frozenset(key for _table, key in things)
    for path, above in [("", model), *_above(model)]:
        here = [key for table, key in things if table == above._meta.db_table]
        if here:
            yield models.Q(**{f"{path}pk__in": here})
    own = model.__dict__.get("keeps")
    for column in own.follows if own else ():
        yield models.Q(**{f"{column}__in": ids})
    for table, key in things:
        below = next((each for each in _below(model) if each[1]._meta.db_table == table), None)
        if below is not None:
            path, kind = below
            owner = kind._base_manager.filter(pk=key).values_list(f"{path}pk", flat=True)
            yield models.Q(pk__in=[pk for pk in owner if pk is not None])


def _above(model: type[models.Model], path: str = "", depth: int = 3) -> Iterator[tuple[str, type[models.Model]]]:
    """The models with whose rows these go, by the lookup that leads there."""
    for key in model._meta.concrete_fields:
        if depth and isinstance(key, models.ForeignKey) and key.remote_field.on_delete is models.CASCADE:
            above: type[models.Model] = key.related_model
            yield f"{path}{key.name}__", above
            if above is not model:
                yield from _above(above, f"{path}{key.name}__", depth - 1)


def _below(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """The models whose rows go with these, by the lookup that leads from them to here."""
    from django.apps import apps

    for kind in apps.get_models():
        for path, above in _above(kind):
            if above is model:
                yield path, kind


def column_of(model: type[models.Model], path: str) -> object:
    """The column at the end of a path such as ``closure__created_at``."""
    first, *rest = path.split("__", 1)
    field = model._meta.get_field(first)
    return column_of(field.related_model, rest[0]) if rest and isinstance(field.related_model, type) else field


def over(model: type[models.Model], rule: Goes, *, now: datetime) -> models.QuerySet[Any]:
    """The rows of which this thing goes now: its time has passed, nobody needs it any more, and it is still there."""
    moment: datetime | date = rule.after.before(now)
    if not isinstance(column_of(model, rule.since), models.DateTimeField):
        moment = rule.after.before(now).date()
    rows = model._base_manager.filter(rule.only(), **{f"{rule.since}__lt": moment})
    if rule.erases:
        there = models.Q()
        for name, left in rule.erases.items():
            there |= models.Q(**{f"{name}__isnull": False}) if left is None else ~models.Q(**{name: left})
        rows = rows.filter(there)
    return rows
