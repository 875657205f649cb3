"""Pages about other people, for whoever looks after them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.audit.actions import record
from amparo.core import clock
from amparo.core.doors import needs, powers_of, stale
from amparo.core.events import announce
from amparo.core.htmx import render_page
from amparo.core.phrases import SPOKEN_NAMES
from amparo.people.access import number_of, person_for
from amparo.people.actions import choose_channels, close_account, lock_everyone, reveal_number
from amparo.people.enums import AskedBy, Purpose
from amparo.people.errors import ReasonMissing
from amparo.people.forms import ChannelsForm, ReasonForm
from amparo.people.models import Person
from amparo.people.selectors import (
    consents_of,
    contact_points_of,
    devices_of,
    find_people,
    reach_of,
    revealed_lately,
    sessions_besides,
)
from amparo.vault.errors import ReadingStopped
from amparo.vault.events import ReadingRefused

PAGE = 50
MANAGE, REVEAL, RUN = "people.manage", "people.reveal", "house.run"
WITHOUT_STEP_UP = 5  # so many numbers an hour; for more somebody shows again that it is them
LOOK_AFTER = (MANAGE, "response.dispatch", "hotline.lead")


@require_http_methods(["GET", "POST"])
@needs(*LOOK_AFTER)
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody, or those whom the words find. The words are not kept; that somebody searched is.

    A name or a number is posted: it never stands in an address, which browsers and servers remember.
    """
    words = request.POST.get("q", "").strip()[:60]
    wanted = request.POST if words else request.GET
    page = Paginator(find_people(words), PAGE).get_page(wanted.get("page"))
    if words:
        record("people.searched", actor=_me(request), found=page.paginator.count)
    reach = reach_of(page, clock.now())
    rows = [{"person": person, "trouble": reach[person.pk]} for person in page]
    context = {"rows": rows, "page": page, "words": words}
    return render_page(request, "people/person_list.html", context, partial="found")


@require_GET
@needs(*LOOK_AFTER)
def person_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: what they speak, how they are reached, what they agreed to. Numbers stay closed."""
    person = person_for(public_id)
    record("person.viewed", actor=_me(request), subject=person)
    return _page(request, person)


def _page(request: HttpRequest, person: Person, **more: Any) -> HttpResponse:
    powers, agreed, refused = powers_of(request), consents_of(person), more.pop("refused", {})
    context: dict[str, Any] = {
        "person": person, "points": _points(person, refused), "trouble": reach_of([person], clock.now())[person.pk],
        "speaks": [SPOKEN_NAMES.get(code, code) for code in person.speaks],
        "consents": [{"purpose": each.label, "since": agreed.get(each.value)} for each in Purpose],
        "channels": ChannelsForm(initial={"asked_by": person.asked_by}),
        "may_reveal": REVEAL in powers, "may_manage": MANAGE in powers and person.pk != _me(request).pk,
        "devices": devices_of(person).count(), **more,
    }  # fmt: skip
    return render_page(request, "people/person_page.html", context, status=422 if refused else 200)


def _points(person: Person, refused: dict[UUID, ReasonForm]) -> list[dict[str, Any]]:
    """The person's addresses, closed, each with its own form that asks for the reason."""
    return [
        {"point": point, "reason": refused.get(point.pk) or ReasonForm(auto_id=f"{point.pk}-%s")}
        for point in contact_points_of(person)
    ]


@require_POST
@needs(REVEAL)
def number_reveal(request: HttpRequest, public_id: UUID, number: UUID) -> HttpResponse:
    """Show one number to whoever says why; it is on this answer only and nowhere kept."""
    person = person_for(public_id)
    point = number_of(person, number)
    form = ReasonForm(request.POST, auto_id=f"{point.pk}-%s")
    if not form.is_valid():
        return _page(request, person, refused={point.pk: form})
    if revealed_lately(_me(request)) >= WITHOUT_STEP_UP and (away := stale(request)):
        return HttpResponseRedirect(away)
    try:
        shown = reveal_number(point, reason=form.cleaned_data["reason"], by=_me(request))
    except ReasonMissing:
        return _page(request, person, refused={point.pk: form})
    except ReadingStopped:
        announce(ReadingRefused(_me(request).pk))
        form.add_error("reason", _("You have opened a lot in a short time. Wait a little, or ask a coordinator."))
        return _page(request, person, refused={point.pk: form})
    return _page(request, person, shown={"point": point.pk, "number": shown})


@require_POST
@needs(MANAGE)
def person_channels(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down how somebody said they want to be asked. It does not lift a STOP: only they can, on their own page."""
    person, form = person_for(public_id), ChannelsForm(request.POST)
    if form.is_valid():
        choose_channels(
            person, asked_by=AskedBy(form.cleaned_data["asked_by"]), wording="told", language=get_language() or "en",
            source="told us", by=_me(request),
        )  # fmt: skip
        messages.success(request, _("Saved. This is how they are asked."))
    return HttpResponseRedirect(reverse("people:person", args=[person.pk]))


@require_POST
@needs(MANAGE)
def account_closure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close somebody's account and sign out their devices; nobody closes their own here."""
    person = person_for(public_id)
    if person.pk != _me(request).pk:
        close_account(person, by=_me(request))
        messages.success(request, _("The account is closed. Every device of theirs is signed out."))
    return HttpResponseRedirect(reverse("people:person", args=[person.pk]))


@require_http_methods(["GET", "POST"])
@needs(MANAGE, RUN)
def everyone_lock(request: HttpRequest) -> HttpResponse:
    """Sign out everybody else, everywhere, at once: first what that means, then one button."""
    key = request.session.session_key
    if request.method == "POST":
        count = lock_everyone(_me(request), keep=key)
        said = ngettext("Everybody is locked out: %(n)d device.", "Everybody is locked out: %(n)d devices.", count)
        messages.success(request, said % {"n": count})
        return HttpResponseRedirect(reverse("people:everyone_lock"))
    return render_page(request, "people/everyone_lock.html", {"devices": sessions_besides(key).count()})


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
