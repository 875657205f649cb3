from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from amparo.core import clock
from amparo.governance.enums import Power
from amparo.governance.models import Mandate
from amparo.people.models import Person

View = Callable[..., HttpResponse]


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


def needs(*powers: Power) -> Callable[[View], View]:
    """Only people with one of these powers get past; for everybody else the page does not exist (404)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, *powers):
                raise Http404
            return view(request, *args, **kwargs)

        guarded_view.needs_powers = powers  # type: ignore[attr-defined]
        return guarded_view

    return wrap
