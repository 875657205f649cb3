"""The only ways from an address to a person, a number, a device. Unknown and forbidden look the same: 404."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from amparo.people.models import ContactPoint, Person, Session


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person:
    """The person who acts, for views behind the login."""
    if not isinstance(user, Person):
        raise Http404
    return user


def person_for(public_id: UUID) -> Person:
    """The person of a page whose door asked for a power already."""
    person = Person.objects.filter(pk=public_id).first()
    if person is None:
        raise Http404
    return person


def number_of(person: Person, public_id: UUID) -> ContactPoint:
    """One of this person's own addresses."""
    point = ContactPoint.objects.filter(owners=person, pk=public_id).first()
    if point is None:
        raise Http404
    return point


def device_of(person: Person, key: str) -> Session:
    """One of the devices on which this person is signed in."""
    device = Session.objects.filter(person=person, pk=key).select_related("person").first()
    if device is None:
        raise Http404
    return device
