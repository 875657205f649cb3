from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core import clock
from amparo.core.doors import needs, powers_of
from amparo.core.htmx import render_page
from amparo.governance.access import body_for, mandate_for
from amparo.governance.actions import end_mandate, grant_mandate
from amparo.governance.enums import GIVEN_BY_COORDINATORS, Power
from amparo.governance.errors import NotForYourself, NotYoursToGive, ReasonMissing
from amparo.governance.forms import EndForm, GrantForm, NewPersonForm
from amparo.governance.selectors import bodies_with_counts, mandates_of, mandates_of_body
from amparo.people.access import person_for
from amparo.people.actions import add_person, invite
from amparo.people.errors import NameTaken
from amparo.people.models import Person

GIVERS = (Power.MANAGE_PEOPLE, Power.RUN_HOUSE)


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_GET
@needs(*GIVERS)
def body_list(request: HttpRequest) -> HttpResponse:
    """Every body, and how many people it lets do something."""
    return render_page(request, "governance/body_list.html", {"bodies": bodies_with_counts(clock.now())})


@require_GET
@needs(*GIVERS)
def body_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One body: who may do what on its word, since when, until when and why."""
    body = body_for(public_id)
    context = {"body": body, "mandates": mandates_of_body(body), "now": clock.now()}
    return render_page(request, "governance/body_page.html", context)


@require_GET
@needs(*GIVERS)
def mandates_of_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one person may do; the person's page fetches this part."""
    person = person_for(public_id)
    context: dict[str, Any] = {
        "person": person, "mandates": mandates_of(person), "now": clock.now(), "mine": person.pk == _me(request).pk
    }  # fmt: skip
    return render_page(request, "governance/mandates_of_person.html", context, partial="part")


@require_http_methods(["GET", "POST"])
@needs(*GIVERS)
def mandate_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a person do something."""
    person = person_for(public_id)
    form = GrantForm(request.POST or None, everything=Power.RUN_HOUSE in powers_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            grant_mandate(
                person, body=given["body"], power=Power(given["power"]), reason=given["reason"], by=_me(request),
                ends_at=_end_of(given["until"]) if given["until"] else None,
            )  # fmt: skip
            messages.success(request, _("It holds from now on."))
            return HttpResponseRedirect(reverse("people:person", args=[person.pk]))
        except (NotForYourself, NotYoursToGive) as refusal:
            form.add_error(None, _refusal(refusal))
    return render_page(request, "governance/mandate_new.html", {"form": form, "person": person})


def _end_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)) + timedelta(days=1))


def _refusal(refusal: Exception) -> str:
    if isinstance(refusal, NotForYourself):
        return _("Nobody gives or takes a power of their own. Ask somebody else.")
    if isinstance(refusal, ReasonMissing):
        return _("Please say why.")
    return _("Only whoever runs the system gives or ends this.")


@require_http_methods(["GET", "POST"])
@needs(*GIVERS)
def mandate_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End what somebody may do, with a reason."""
    mandate, form = mandate_for(public_id), EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_mandate(mandate, reason=form.cleaned_data["reason"], by=_me(request))
            messages.success(request, _("It has ended."))
            return HttpResponseRedirect(reverse("people:person", args=[mandate.person_id]))
        except (NotForYourself, NotYoursToGive, ReasonMissing) as refusal:
            form.add_error(None, _refusal(refusal))
    return render_page(request, "governance/mandate_end.html", {"form": form, "mandate": mandate})


@require_http_methods(["GET", "POST"])
@needs(*GIVERS)
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Somebody new: their row, and the link that opens their account."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = add_person(
                given["display_name"],
                username=given["username"],
                language=given["language"],
                town=given["town"],
                by=_me(request),
            )
            return _link_page(request, person)
        except NameTaken:
            form.add_error("username", _("Somebody signs in with this name already. Choose another one."))
    return render_page(request, "governance/invitation_new.html", {"form": form})


@require_POST
@needs(*GIVERS)
def invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new link for somebody who lost their way in. The link opens all that they may do: who could not give that gets none."""
    person = person_for(public_id)
    strong = set(mandates_of(person).values_list("power", flat=True)) - GIVEN_BY_COORDINATORS
    if person.pk == _me(request).pk or (strong and Power.RUN_HOUSE not in powers_of(request)):
        raise Http404
    return _link_page(request, person)


def _link_page(request: HttpRequest, person: Person) -> HttpResponse:
    link = settings.PUBLIC_URL + reverse("people:welcome", args=[invite(person, by=_me(request))])
    return render_page(request, "governance/invitation.html", {"person": person, "link": link})
