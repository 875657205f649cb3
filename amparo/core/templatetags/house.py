"""The tags every template of the house may use without loading them."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext

from amparo.core import clock
from amparo.core.doors import open_door
from amparo.core.icons import ICONS
from amparo.core.phrases import LANGUAGE_NAMES, ROOMS_WITH_HELP, SPOKEN_NAMES, look_of

register = template.Library()
THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside a word. It carries no meaning alone, so screen readers skip it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308  our own drawings


@register.simple_tag
def state(name: str, *, pill: bool = False, word: str = "") -> SafeString:
    """A state as word, icon and colour. Another word may stand in for the usual one."""
    look = look_of(name)
    classes = " ".join(["state", *([f"is-{look.tone}"] if look.tone else []), *(["pill"] if pill else [])])
    return format_html('<span class="{}">{}{}</span>', classes, icon(look.icon), word or look.word)


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """How long ago, in words; the exact time for the pointer and for screen readers; kept current by core.js."""
    if moment is None:
        return SafeString("")
    seconds = (clock.now() - moment).total_seconds()
    return _time(moment, words_for(seconds), mark_safe(" data-ago"))


@register.simple_tag
def exact(moment: datetime | None) -> SafeString:
    """The day and the time of day, in the network's zone and the reader's language."""
    return SafeString("") if moment is None else _time(moment, exact_words(moment), SafeString(""))


def _time(moment: datetime, words: str, extra: SafeString) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>', moment.isoformat(), exact_words(moment), extra, words
    )


def exact_words(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATE_FORMAT") + " " + date_format(localtime(moment), "TIME_FORMAT")


def words_for(seconds: float) -> str:
    """A stretch of time as people say it: now, 6 min ago, 2 h ago, in 3 min."""
    minutes = round(abs(seconds) / 60)
    if minutes < 1:
        return gettext("now")
    if minutes < 90:
        return (gettext("%(n)d min ago") if seconds > 0 else gettext("in %(n)d min")) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return (gettext("%(n)d h ago") if seconds > 0 else gettext("in %(n)d h")) % {"n": hours}
    days = round(hours / 24)
    if seconds > 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


@register.inclusion_tag("core/countdown.html")
def countdown(*, until: datetime, since: datetime, words: str = "") -> dict[str, Any]:
    """The thin clock to the next step of the ladder."""
    whole = max((until - since).total_seconds(), 1.0)
    passed = min(max((clock.now() - since).total_seconds(), 0.0), whole)
    return {"until": until, "since": since, "whole": int(whole), "passed": int(passed), "words": words}


@register.simple_tag
def timer(*, since: datetime) -> SafeString:
    """A large running clock, minutes and seconds since a moment."""
    minutes, seconds = divmod(max(int((clock.now() - since).total_seconds()), 0), 60)
    return format_html(
        '<span class="timer" role="timer" data-since="{}">{}:{}</span>', since.isoformat(), minutes, f"{seconds:02d}"
    )


@register.inclusion_tag("core/field.html")
def field(bound: BoundField, **attributes: Any) -> dict[str, Any]:
    """A form's field with its label, its hint and its error, tied together for screen readers."""
    control = bound.field.widget
    name = bound.id_for_label or bound.auto_id or bound.html_name
    grouped = isinstance(control, RadioSelect | CheckboxSelectMultiple)
    described = [f"{name}-error"] * bool(bound.errors) + [f"{name}-hint"] * bool(bound.help_text)
    attributes = {key.replace("_", "-"): value for key, value in attributes.items()}
    if described and not grouped:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors and not grouped:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "name": name,
        "control": bound.as_widget(attrs=attributes),
        "grouped": grouped,
        "single": isinstance(control, CheckboxInput),
        "hidden": isinstance(control, HiddenInput),
        "described": " ".join(described),
    }


@register.inclusion_tag("core/error_summary.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """What has to be mended before the form can be sent, with a link to each place."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors]}


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The reader's own choice of light or dark, or nothing when the device decides."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def language_name(code: str) -> SafeString:
    """A language by its own name; one without a name here by its code."""
    return format_html('<span lang="{}">{}</span>', code, SPOKEN_NAMES.get(code, code))


@register.simple_tag(takes_context=True)
def door(context: Context, name: str) -> str:
    """The address of a page that opens for the reader, or nothing."""
    request: HttpRequest | None = context.get("request")
    return open_door(request, name) if request else ""


@register.filter
def marked(words: str) -> SafeString:
    """A sentence in which the words of a page, between stars, stand out."""
    parts = enumerate(words.split("*"))
    return format_html_join("", "{}", ((format_html("<strong>{}</strong>", x) if n % 2 else x,) for n, x in parts))


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """Where the help of the page that is read stands: that of its room, or the general one."""
    request: HttpRequest | None = context.get("request")
    found = request.resolver_match if request else None
    name = found.namespace if found else ""
    room = name or ("account" if found and (found.url_name or "").startswith(("account_", "mfa_")) else "")
    return reverse("core:help_of_room", args=[room]) if room in ROOMS_WITH_HELP else reverse("core:help")


@register.simple_tag
def as_json(value: object) -> SafeString:
    """A value as JSON, safe inside a quoted attribute."""
    return format_html("{}", json.dumps(value, cls=DjangoJSONEncoder))


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """The languages of the pages, each in its own name."""
    here = get_language()
    return [
        {"code": code, "name": LANGUAGE_NAMES.get(code, code), "here": code == here}
        for code, _name in settings.LANGUAGES
    ]
