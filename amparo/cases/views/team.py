"""Who is on the team of a case, and new keys for cases after somebody was removed for cause."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.audit.actions import record
from amparo.cases.access import part_for, seat_for
from amparo.cases.actions.renewing import renew_case
from amparo.cases.actions.team import end_seat, give_seats
from amparo.cases.errors import CaseClosed, LastSeat, NotComplete, SeatTaken
from amparo.cases.models import Case
from amparo.cases.renewal import shown_renewals
from amparo.cases.selectors import could_join, part_keys, renewals_for, team_of
from amparo.cases.views.wire import part_key_of, sealed_of
from amparo.core.doors import needs
from amparo.core.htmx import render_page
from amparo.people.access import person_of
from amparo.people.models import Person
from amparo.vault.enums import Part
from amparo.vault.errors import NotACloseKey, NotVouched, NotYetProven
from amparo.vault.views.wire import BadRequestBody, as_id, asked, refused, rows, wrap_of

SEATS = {"all": tuple(Part), "ops": (Part.OPS,)}


@needs("cases.work", "cases.lead")
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is on the team, and whom one looks for. A name is never in the address."""
    found = part_for(person_of(request.user), id, Part.IDENTITY)
    name = request.POST.get("name", "").strip()[:80] if request.method == "POST" else ""
    keys = part_keys(found)
    shown = {
        "case": found, "team": team_of(found).items(), "name": name, "people": could_join(found, name=name) if name else [],
        "ops": keys.get(Part.OPS), "whole": " ".join(str(key.pk) for key in keys.values()),
        "seats": list(found.seats.filter(ended_at=None).select_related("person").order_by("person", "part").distinct("person")),
    }  # fmt: skip
    return render_page(request, "cases/team.html", shown)


@needs("cases.work", "cases.lead")
@require_POST
def seats(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody onto the team, with the wraps that were made for them in this browser."""
    by = person_of(request.user)
    found = part_for(by, id, Part.IDENTITY)
    try:
        said = asked(request)
        parts = SEATS[str(said.get("seat"))]
        person = Person.objects.filter(pk=as_id(said.get("person")), is_active=True).first()
        if person is None:
            raise Http404
        wraps = [wrap_of(each) for each in rows(said.get("wraps"))]
        give_seats(found, person=person, parts=parts, wraps=wraps, by=by)
    except SeatTaken:
        return refused(_("This person is on the team already."))
    except CaseClosed:
        return refused(_("Somebody ended this case a moment ago."))
    except LastSeat:
        return refused(_("Somebody must be left who opens the whole case. Let another person on first."))
    except (NotYetProven, NotVouched):
        return refused(_("This person's keys could not be confirmed. Nothing was changed."))
    except (KeyError, BadRequestBody, NotComplete, NotACloseKey):
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    messages.success(request, _("On the team now."))
    return JsonResponse({"seated": True})


@needs("cases.work", "cases.lead")
@require_POST
def seat_ending(request: HttpRequest, id: UUID, seat: UUID) -> HttpResponse:
    """Take somebody off the team."""
    by = person_of(request.user)
    try:
        end_seat(seat_for(by, id, seat), by=by, for_cause=request.POST.get("cause") == "yes")
        messages.success(request, _("Off the team now."))
    except LastSeat:
        messages.error(request, _("Somebody must be left who opens the whole case. Let another person on first."))
    still_on = Case.objects.visible_to(by).filter(pk=id).exists()
    return HttpResponseRedirect(reverse("cases:team", args=[id]) if still_on else reverse("cases:list"))


@needs("cases.work", "cases.lead")
@require_GET
def renewals(request: HttpRequest) -> HttpResponse:
    """How many open cases wait for new keys; the work is done by this page's script."""
    left = renewals_for(person_of(request.user)).count()
    return render_page(request, "cases/renewals.html", {"left": left})


@needs("cases.work", "cases.lead")
@require_http_methods(["GET", "POST"])
def renewals_next(request: HttpRequest) -> HttpResponse:
    """The next cases to renew, closed as they are; or some that were renewed. Each is kept whole or not at all."""
    person = person_of(request.user)
    if request.method == "GET":
        shown = shown_renewals(person)
        record("case.renewals_read", actor=person, cases=[each["case"] for each in shown["cases"]])
        return JsonResponse(shown)
    try:
        given = rows(asked(request).get("cases"))
    except BadRequestBody:
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    done = sum(_renewed(person, each) for each in given)
    return JsonResponse({"done": done, "left": renewals_for(person).count()})


def _renewed(person: Person, said: object) -> bool:
    """One case of the batch; one that does not fit any more stays as it is and comes again."""
    try:
        if not isinstance(said, dict) or not isinstance(said.get("words"), dict):
            raise BadRequestBody
        waiting = renewals_for(person).filter(case=as_id(said.get("case"))).select_related("case").first()
        if waiting is None:
            return False
        with transaction.atomic():
            renew_case(
                waiting.case, by=person, keys=[part_key_of(each) for each in rows(said.get("keys"))],
                wraps=[wrap_of(each) for each in rows(said.get("wraps"))],
                words={str(name): sealed_of(each) for name, each in said["words"].items()},
            )  # fmt: skip
    except (BadRequestBody, NotComplete, NotVouched, NotACloseKey, NotYetProven):
        return False
    return True
