"""The page of a circle, for its members: who is in it, who comes and goes, and its next key."""

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core.doors import stale
from amparo.core.htmx import render_page
from amparo.vault.access import circle_for
from amparo.vault.actions.circles import admit, propose, remove_member, renew_key, withdraw
from amparo.vault.errors import (
    AlreadyInCircle,
    NotACloseKey,
    NotOfThisCircle,
    NotVouched,
    NotYetProven,
    SecondPersonNeeded,
    VersionMovedOn,
)
from amparo.vault.members import (
    could_be_admitted,
    due_circles,
    members_of,
    members_who_open,
    open_proposals,
    recovery_key,
)
from amparo.vault.models import Circle, Membership, PersonKey
from amparo.vault.selectors import circles_of
from amparo.vault.views.keys import me, shown_key
from amparo.vault.views.wire import BadRequestBody, as_id, as_words, asked, key_of, refused, rows, wrap_of

SENTENCES = {
    AlreadyInCircle: gettext_lazy("Another member admitted this person a moment ago."),
    SecondPersonNeeded: gettext_lazy("In this circle two members decide together. Propose it; another member agrees."),
    VersionMovedOn: gettext_lazy("The circle changed meanwhile. Load the page again, then try once more."),
    NotVouched: gettext_lazy("This person's keys could not be confirmed. Nothing was changed."),
    NotYetProven: gettext_lazy("This person has not finished making their keys. Nothing was changed."),
}
REFUSALS = (BadRequestBody, NotACloseKey, NotOfThisCircle, IntegrityError, *SENTENCES)


def _sentence(trouble: Exception) -> HttpResponse:
    known = SENTENCES.get(type(trouble))
    return refused(str(known or _("That did not go through. Nothing was changed. Please try again.")))


@require_GET
def circle_list(request: HttpRequest) -> HttpResponse:
    """The circles I am in."""
    return render_page(request, "vault/circle_list.html", {"circles": circles_of(me(request))})


@require_http_methods(["GET", "POST"])
def circle(request: HttpRequest, circle: str) -> HttpResponse:
    """Who is in this circle, what waits for a second member, and whom one looks for to admit. Names are never in the address."""
    found = circle_for(me(request), circle)
    name = request.POST.get("name", "").strip()[:80] if request.method == "POST" else ""
    counts = members_who_open(found)
    shown = {
        "circle": found, "name": name, "proposals": open_proposals(found),
        "members": [(each, each.person_id in counts) for each in members_of(found)],
        "people": could_be_admitted(found, name=name) if name else [], "version": _living_version(found),
    }  # fmt: skip
    return render_page(request, "vault/circle.html", shown)


def _living_version(circle: Circle) -> int:
    return circle.keys.filter(retired_at=None).values_list("version", flat=True).first() or 0


@require_GET
def candidate(request: HttpRequest, circle: str, person: UUID) -> HttpResponse:
    """Somebody who could be admitted, with the words both compare before it is done."""
    found = circle_for(me(request), circle)
    if found.sensitive and (away := stale(request)):
        return HttpResponseRedirect(away)
    key = PersonKey.objects.filter(person_id=person, retired_at=None, person__is_active=True).first()
    if key is None or found.memberships.filter(person_id=person, ended_at=None).exists():
        raise Http404
    alone = members_of(found).count() < 2
    seconded = any(
        each.person_id == person and each.admits and each.by_id != me(request).pk for each in open_proposals(found)
    )
    shown = {"circle": found, "key": key, "proposes": found.takes_two and not alone and not seconded}
    return render_page(request, "vault/candidate.html", shown)


@require_GET
def ring(request: HttpRequest, circle: str) -> HttpResponse:
    """What a member's browser needs to make the next key: the versions, recovery, and every membership with its signatures."""
    found, lost = circle_for(me(request), circle), recovery_key()
    if lost is None:
        raise Http404
    living = _living_version(found)
    return JsonResponse({
        "circle": found.name, "sensitive": found.takes_two, "version": living, "recovery": shown_key(lost),
        "due": found.name in due_circles(me(request)),
        "versions": [shown_key(key) for key in found.keys.select_related("circle").order_by("-version")],
        "memberships": [_shown_member(each) for each in found.memberships.select_related("person").order_by("created_at")],
    })  # fmt: skip


def _shown_member(each: Membership) -> dict[str, object]:
    return {
        "person": str(each.whose), "recipient": each.recipient,
        "ended": each.ended_at is not None or each.person is None or not each.person.is_active,
        "signed_by": each.signed_by, "signature": each.signature,
        "seconded_by": each.seconded_by, "second_signature": each.second_signature,
    }  # fmt: skip


@require_POST
def admission(request: HttpRequest, circle: str) -> HttpResponse:
    """Admit somebody, with the wraps that were made for them in this member's browser."""
    found = circle_for(me(request), circle)
    if found.sensitive and stale(request):
        return refused(_("Show again that it is you: load the page again, then admit."))
    try:
        said = asked(request)
        wraps = [wrap_of(each) for each in rows(said.get("wraps"))]
        signature = as_words(said.get("signature"), most=128)
        admit(found, person=as_id(said.get("person")), signature=signature, wraps=wraps, by=me(request))
    except REFUSALS as trouble:
        return _sentence(trouble)
    messages.success(request, _("Admitted. What is closed to this circle opens for them now."))
    return JsonResponse({"admitted": True})


@require_POST
def removal(request: HttpRequest, circle: str) -> HttpResponse:
    """Remove somebody; the circle closes with a new key from this moment."""
    found = circle_for(me(request), circle)
    try:
        said = asked(request)
        key, wraps = key_of(said.get("key")), [wrap_of(each) for each in rows(said.get("wraps"))]
        cause, person = said.get("cause") is True, as_id(said.get("person"))
        remove_member(found, person=person, for_cause=cause, key=key, wraps=wraps, by=me(request))
    except REFUSALS as trouble:
        return _sentence(trouble)
    messages.success(request, _("Removed. From now on this circle closes with a new key."))
    return JsonResponse({"removed": True})


@require_POST
def next_key(request: HttpRequest, circle: str) -> HttpResponse:
    """The circle's next key, made in a member's browser because it is time."""
    found = circle_for(me(request), circle)
    if found.name not in due_circles(me(request)):
        return JsonResponse({"renewed": False})
    try:
        said = asked(request)
        key, wraps = key_of(said.get("key")), [wrap_of(each) for each in rows(said.get("wraps"))]
        renew_key(found, key=key, wraps=wraps, by=me(request))
    except REFUSALS as trouble:
        return _sentence(trouble)
    return JsonResponse({"renewed": True})


@require_POST
def proposals(request: HttpRequest, circle: str) -> HttpResponse:
    """Propose to admit or to remove somebody: a second member does it."""
    found = circle_for(me(request), circle)
    try:
        said = asked(request)
        person, signature = as_id(said.get("person")), as_words(said.get("signature"), most=128)
        propose(found, person=person, admits=said.get("admits") is True, signature=signature, by=me(request))
    except REFUSALS as trouble:
        return _sentence(trouble)
    messages.success(request, _("Proposed. Another member of this circle does it."))
    return JsonResponse({"proposed": True})


@require_POST
def proposal_withdrawal(request: HttpRequest, circle: str, id: UUID) -> HttpResponse:
    """Take a proposal back, or say no to one."""
    found = circle_for(me(request), circle)
    proposal = found.proposals.filter(pk=id).first()
    if proposal is None:
        raise Http404
    withdraw(proposal, by=me(request))
    return HttpResponseRedirect(reverse("vault:circle", args=[found.name]))
