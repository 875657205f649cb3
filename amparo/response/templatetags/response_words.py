"""Tags of the response's own pages."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

register = template.Library()
METRES_A_MILE = 1609.344


@register.simple_tag
def distance(metres: float) -> str:
    """How far, in miles with one digit; less than a tenth of a mile in feet."""
    if metres < METRES_A_MILE / 10:
        return gettext("%(n)s ft") % {"n": number_format(max(10, round(metres / 3.048) * 10))}
    return gettext("%(n)s mi") % {"n": number_format(metres / METRES_A_MILE, 1)}
