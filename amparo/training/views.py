from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core import clock
from amparo.core.doors import needs, powers_of
from amparo.core.htmx import render_page
from amparo.governance.enums import Power
from amparo.people.access import person_for
from amparo.people.models import Person
from amparo.people.selectors import reach_of
from amparo.training.access import certificate_for
from amparo.training.actions import grant_certificate, revoke_certificate
from amparo.training.forms import CertificateForm
from amparo.training.selectors import certificates_of, courses, trained

PAGE = 50
SENDERS = (Power.DISPATCH, Power.LEAD_RESPONSE, Power.MANAGE_PEOPLE)
LOOKERS = (*SENDERS, Power.LEAD_HOTLINE)
TROUBLES = (
    "reachable", "opted_out", "snoozed", "quiet_hours", "no_number", "landline", "bad_number", "no_consent",
)  # fmt: skip


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_GET
@needs(*SENDERS)
def roster(request: HttpRequest) -> HttpResponse:
    """Everybody who is trained: who can be reached now and why the others cannot; nobody disappears in silence."""
    now = clock.now()
    course, town = request.GET.get("course", "rapid-response")[:50], request.GET.get("town", "").strip()[:60]
    people = list(trained(timezone.localdate(now), course=course, town=town))
    reach = reach_of(people, now)
    counts = Counter(state for person in people for state in reach[person.pk] or ["reachable"])
    only = request.GET.get("only", "")
    if only in TROUBLES:
        people = [person for person in people if only in (reach[person.pk] or ["reachable"])]
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "rows": [{"person": person, "trouble": reach[person.pk]} for person in page], "page": page, "only": only,
        "counts": [{"state": name, "n": counts[name]} for name in TROUBLES if counts[name] or name in ("reachable", "opted_out")],
        "course": course, "courses": courses(), "town": town, "trained": len(reach),
    }  # fmt: skip
    return render_page(request, "training/roster.html", context, partial="rows")


@require_GET
@needs(*LOOKERS)
def certificates_of_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's trainings; the person's page fetches this part."""
    person = person_for(public_id)
    context: dict[str, Any] = {
        "person": person, "certificates": certificates_of(person), "today": timezone.localdate(clock.now()),
        "may_manage": Power.MANAGE_PEOPLE in powers_of(request),
    }  # fmt: skip
    return render_page(request, "training/certificates_of_person.html", context, partial="part")


@require_http_methods(["GET", "POST"])
@needs(Power.MANAGE_PEOPLE)
def certificate_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A person finished a course."""
    person = person_for(public_id)
    form = CertificateForm(request.POST or None, initial={"granted_on": timezone.localdate(clock.now())})
    if request.method == "POST" and form.is_valid():
        grant_certificate(person, by=_me(request), **form.cleaned_data)
        messages.success(request, _("The certificate counts."))
        return HttpResponseRedirect(reverse("people:person", args=[person.pk]))
    return render_page(request, "training/certificate_new.html", {"form": form, "person": person})


@require_POST
@needs(Power.MANAGE_PEOPLE)
def certificate_revocation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From now on this certificate does not count."""
    certificate = certificate_for(public_id)
    revoke_certificate(certificate, by=_me(request))
    messages.success(request, _("The certificate does not count any more."))
    return HttpResponseRedirect(reverse("people:person", args=[certificate.person_id]))
