"""What is sealed, in a page: opened by the reader's browser; by the house only while it lies under the arrival key."""

from base64 import b64encode

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from amparo.core.models import Row
from amparo.core.sealed import NotSealed, Place
from amparo.vault.arrival import is_arrival, open_arrival

register = template.Library()


def place_of(row: Row, column: str) -> Place:
    """Where the body of this column belongs."""
    return Place(row._meta.db_table, column, row.pk, str(getattr(row, "case_id", None) or ""))


@register.simple_tag
def sealed(row: Row, column: str) -> SafeString:
    """The words of a sealed column for its reader: in clear before the circles were founded, else an element that opens them."""
    body, key = getattr(row, column), getattr(row, "key", None)
    if not body or key is None:
        return SafeString("")
    place = place_of(row, column)
    if is_arrival(key):
        try:
            return conditional_escape(open_arrival(bytes(body), place=place))
        except NotSealed:
            return conditional_escape(gettext("This cannot be opened any more."))
    return format_html(
        '<sealed-field table="{}" column="{}" row="{}" case="{}" key="{}">{}</sealed-field>',
        place.table, place.column, place.row, place.case, key, b64encode(bytes(body)).decode("ascii"),
    )  # fmt: skip
