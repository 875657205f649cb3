"""The page "What we hold, and for how long", made of what the models say of themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.core.keeping import AT_ONCE, About, Goes, Span, Words, about_of, keeps_of, parent_of


@dataclass(frozen=True)
class Kept:
    """One thing on the page: what it is, and in sentences what of it goes when."""

    what: Words
    until: list[str]


@dataclass(frozen=True)
class Chapter:
    """The things under one heading."""

    title: str
    things: list[Kept]


def chapters() -> list[Chapter]:
    """Everything that this house keeps, in the reader's language, in the order in which people ask."""
    kept: dict[About, dict[str, Kept]] = {about: {} for about in About}
    for model in apps.get_models():
        what = str(keeps_of(model).what)
        kept[about_of(model)].setdefault(what, Kept(what, list(_until(model))))
    return [Chapter(str(about.label), list(things.values())) for about, things in kept.items() if things]


def _until(model: type[models.Model]) -> Iterator[str]:
    keeps, parent = keeps_of(model), parent_of(model)
    if keeps.as_long_as:
        yield _("Kept %(how_long)s.") % {"how_long": keeps.as_long_as}
    for rule in keeps.goes:
        yield _sentence(rule)
    if parent is not None:
        yield _("It goes together with: %(what)s.") % {"what": keeps_of(parent).what}


def _sentence(rule: Goes) -> str:
    said = {"what": str(rule.what), "when": when(rule.after), "unless": str(rule.unless)}
    if rule.unless:
        return _("Goes %(when)s: %(what)s; %(unless)s.") % said
    return _("Goes %(when)s: %(what)s.") % said


def when(span: Span) -> str:
    """After how long, in words."""
    if span is AT_ONCE:
        return _("as soon as it is over")
    if span.hours and not span.days:
        return ngettext("after %(n)d hour", "after %(n)d hours", span.hours) % {"n": span.hours}
    if span.days and span.days % 365 == 0:
        return ngettext("after %(n)d year", "after %(n)d years", span.days // 365) % {"n": span.days // 365}
    return ngettext("after %(n)d day", "after %(n)d days", span.days) % {"n": span.days}
