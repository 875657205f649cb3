"""The doors of the hotline: whoever answers or leads it sees its calls; for everybody else they do not exist."""

from uuid import UUID

from django.http import Http404

from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.hotline.models import Call, CallBack, SpokenMessage
from amparo.people.models import Person


def may_answer(person: Person) -> bool:
    """Whether this person answers or leads the hotline now."""
    return may(person, Power.ANSWER, Power.LEAD_HOTLINE)


def call_for(person: Person, id: UUID) -> Call:
    """The one way from an address to a call. Unknown and forbidden look the same: 404."""
    call = Call.objects.select_related("claimed_by").filter(pk=id).first() if may_answer(person) else None
    if call is None:
        raise Http404
    return call


def call_back_for(person: Person, id: UUID) -> CallBack:
    """The one way from an address to a call-back. Unknown and forbidden look the same: 404."""
    found = CallBack.objects.select_related("owner", "call").filter(pk=id).first() if may_answer(person) else None
    if found is None:
        raise Http404
    return found


def message_for(person: Person, id: UUID) -> SpokenMessage:
    """The one way from an address to a spoken message. Unknown and forbidden look the same: 404."""
    found = SpokenMessage.objects.select_related("call").filter(pk=id).first() if may_answer(person) else None
    if found is None:
        raise Http404
    return found
