from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from amparo.core import clock
from amparo.core.doors import needs as needs
from amparo.governance.enums import Power
from amparo.governance.models import Body, Mandate
from amparo.people.models import Person


def mandates_in_force(at: datetime | None = None) -> QuerySet[Mandate]:
    """Mandates of active people that hold at this moment, now when none is given."""
    at = at or clock.now()
    return Mandate.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, person__is_active=True)


def may(person: AbstractBaseUser | AnonymousUser, *powers: Power) -> bool:
    """Whether this person has at least one of these powers now."""
    return isinstance(person, Person) and mandates_in_force().filter(person=person, power__in=powers).exists()


def people_who_may(power: Power) -> QuerySet[Person]:
    """Everybody who has this power now."""
    return Person.objects.filter(pk__in=mandates_in_force().filter(power=power).values("person"))


def body_for(public_id: UUID) -> Body:
    """The body of a page whose door asked for a power already; unknown is 404."""
    body = Body.objects.filter(pk=public_id).first()
    if body is None:
        raise Http404
    return body


def mandate_for(public_id: UUID) -> Mandate:
    """A mandate by its id; unknown is 404."""
    mandate = Mandate.objects.filter(pk=public_id).select_related("person", "body").first()
    if mandate is None:
        raise Http404
    return mandate
