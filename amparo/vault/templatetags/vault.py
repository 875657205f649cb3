"""Tags for sealed words; every template may use them without loading them."""

from base64 import b64encode
from typing import Any
from uuid import UUID

from django import template
from django.db import models
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amparo.core.events import ask
from amparo.core.sealed import NotSealed, Place
from amparo.vault.arrival import is_arrival, open_arrival
from amparo.vault.events import PracticePhraseAsked
from amparo.vault.members import due_circles
from amparo.vault.sealing import SealedFormField, place_of, version_of

register = template.Library()
NOTHING = SafeString("")
# What the elements fetch from one another: asked for at once instead of one after the other.
MODULES = [
    f"vault/{name}.js" for name in ("age", "quick", "bodies", "wire", "directory", "phrase", "ring", "door", "drafts")
]


@register.simple_tag(takes_context=True)
def vault_page(context: Context) -> SafeString:
    """What a page needs once before sealed words open in it. The other tags bring it."""
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "has_vault_page", False) or request.headers.get("X-Vault") == "1":
        return NOTHING  # a page that has it says so when it fetches a part
    request.has_vault_page = True  # type: ignore[attr-defined]
    username = request.user.get_username() if request.user.is_authenticated else ""
    practice = ask(PracticePhraseAsked(username)) if username else None
    due = " ".join(due_circles(request.user)) if request.user.is_authenticated else ""
    return SafeString(
        render_to_string("vault/page.html", {"practice": practice or "", "due": due, "modules": MODULES}, request)
    )


@register.simple_tag(takes_context=True)
def sealed(context: Context, row: models.Model, column: str, *, case: object = None) -> SafeString:
    """Sealed words to read: closed until the reader opens their keys. Only what lies under the arrival key is opened here."""
    closed = getattr(row, column)
    if not closed:
        return NOTHING
    place = place_of(row, column, case=case)
    key: UUID = row.key  # type: ignore[attr-defined]
    if is_arrival(key):
        return _opened_here(bytes(closed), place)
    element = '<sealed-field table="{}" column="{}" row="{}" case="{}" key="{}">{}</sealed-field>'
    body = b64encode(bytes(closed)).decode()
    return vault_page(context) + format_html(element, place.table, place.column, place.row, place.case, key, body)


def _opened_here(closed: bytes, place: Place) -> SafeString:
    try:
        return format_html('<span class="sealed-text">{}</span>', open_arrival(closed, place=place))
    except NotSealed:
        return SafeString(render_to_string("vault/unreadable.html"))


@register.simple_tag
def closed(row: models.Model, column: str) -> str:
    """A sealed column as it is, in base64, for an element that opens it by itself."""
    return b64encode(bytes(getattr(row, column))).decode()


@register.simple_tag(takes_context=True)
def sealed_input(context: Context, bound: BoundField, *, hint: str = "") -> SafeString:
    """A field whose words are closed before they leave the browser. The form has said where they belong (``belongs``)."""
    field = bound.field
    assert isinstance(field, SealedFormField)
    assert field.place is not None
    sent = bound.data if bound.form.is_bound else None
    body, key, seen = sent or (field.base64, str(field.key or ""), version_of(field.closed))
    shown: dict[str, Any] = {
        "bound": bound, "field": field, "place": field.place, "body": body, "key": key, "seen": seen, "hint": hint,
        "stored": version_of(field.closed),
        "closing": field.closing.key if field.closing else "", "name": bound.html_name, "id": bound.id_for_label,
    }  # fmt: skip
    request: HttpRequest | None = context.get("request")
    return vault_page(context) + SafeString(render_to_string("vault/sealed_input.html", shown, request))
