"""The doors of the hotline: whoever answers or leads it sees its calls; for everybody else they do not exist."""

from uuid import UUID

from django.http import Http404

from amparo.core import clock
from amparo.governance.access import may
from amparo.governance.enums import Power
from amparo.hotline.models import Call, CallBack, Intake, SpokenMessage
from amparo.hotline.selectors.intake import calls_and_call_backs, intake_id
from amparo.people.models import Person

STORY_READERS = (Power.ANSWER, Power.LEAD_HOTLINE, Power.DISPATCH, Power.LEAD_RESPONSE)


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


def intake_for(person: Person, origin: UUID) -> Intake:
    """The one way from an address to an intake: of a call this person took, a call-back they own, or one they began.

    One that nobody has begun yet comes unsaved. Whoever leads the hotline sees all that exist. Otherwise 404.
    """
    if not may_answer(person):
        raise Http404
    begun = Intake.objects.select_related("by").filter(origin=origin).first()
    if begun is not None and (begun.by_id == person.pk or may(person, Power.LEAD_HOTLINE)):
        return begun
    call, call_back = calls_and_call_backs(origin)
    theirs = call if call is not None and call.claimed_by_id == person.pk else None
    theirs_back = call_back if call_back is not None and call_back.owner_id == person.pk else None
    contact = theirs_back or theirs
    if contact is None or (begun is not None and begun.closed_at is not None):
        raise Http404
    if begun is not None:
        return begun
    language = contact.language or "en"
    return Intake(id=intake_id(origin), origin=origin, by=person, language=language, observed_at=clock.now())


def story_for(person: Person, origin: UUID) -> Intake:
    """The one way from an address to the story of an intake, for whoever answers or dispatches. Otherwise 404."""
    found = Intake.objects.filter(origin=origin).exclude(story=None).first() if may(person, *STORY_READERS) else None
    if found is None:
        raise Http404
    return found
