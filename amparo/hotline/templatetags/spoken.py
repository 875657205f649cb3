"""The name of a language in its own words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from amparo.hotline.forms import SPOKEN

register = template.Library()


@register.simple_tag
def spoken(code: str) -> SafeString:
    """The language's own name; for an unknown or other one, words in the reader's language."""
    if code in SPOKEN:
        return format_html('<span lang="{}">{}</span>', code, SPOKEN[code])
    return format_html("{}", gettext("Another language"))
