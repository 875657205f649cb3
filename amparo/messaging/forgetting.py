"""A number is erased at once when nobody needs it any more. What goes after days stands in ``models.py`` (``keeps``)."""

from django.db import transaction

from amparo.audit.actions import Actor, record
from amparo.core.keeping import without_held
from amparo.messaging.models import CallOrder, InboundText, OutgoingMessage, at_rest


@transaction.atomic
def forget_number(index: str, *, by: Actor | None) -> None:
    """Erase this number at once, wherever nothing has to be sent to it any more; what was said stays for its days."""
    if index:
        for kind in (OutgoingMessage, CallOrder):
            without_held(kind.objects.filter(at_rest(), index=index)).exclude(to=None).update(to=None)
        without_held(InboundText.objects.filter(index=index)).exclude(sender=None).update(sender=None)
        record("number.forgotten", actor=by)
