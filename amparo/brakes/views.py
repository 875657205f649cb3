"""Pages for those who lead: who opened too much, who may open more; and the door through which lists leave the house."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.brakes.access import alarm_for, export_for, person_called
from amparo.brakes.actions import agree_to_export, ask_export, lift_budget, take_alarm, take_export, watch
from amparo.brakes.enums import Takes
from amparo.brakes.errors import NotForYourself, NotReady
from amparo.brakes.files import file_of
from amparo.brakes.forms import ExportForm, LiftForm, WatchForm
from amparo.brakes.selectors import exports_for, lifts, open_alarms
from amparo.core.doors import fresh, needs
from amparo.core.htmx import render_page
from amparo.people.models import Person

LEAD = ("house.run", "cases.lead", "hotline.lead")
TAKE = "people.export"


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _back(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"brakes:{name}"))


@require_GET
@needs(*LEAD)
def overview(request: HttpRequest) -> HttpResponse:
    """Who opened too much, and who may open more for now."""
    return render_page(request, "brakes/overview.html", {"alarms": open_alarms(_me(request)), "lifts": lifts()})


@require_POST
@needs(*LEAD)
def alarm_taking(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that one looks into an alarm; not into that about oneself."""
    try:
        take_alarm(alarm_for(public_id), by=_me(request))
    except NotForYourself:
        messages.warning(request, _("This is about you: somebody else looks into it."))
    return _back("overview")


@require_http_methods(["GET", "POST"])
@needs(*LEAD)
@fresh
def lift_new(request: HttpRequest) -> HttpResponse:
    """Let somebody open more than usual, for some hours, with a reason."""
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _lifted(request, form):
        messages.success(request, _("They may open more now."))
        return _back("overview")
    return render_page(request, "brakes/lift_new.html", {"form": form}, status=422 if form.errors else 200)


def _lifted(request: HttpRequest, form: LiftForm) -> bool:
    person = person_called(form.cleaned_data["who"])
    if person is None:
        form.add_error("who", _("Nobody here signs in with this name."))
        return False
    try:
        lift_budget(person, reason=form.cleaned_data["reason"], by=_me(request))
    except NotForYourself:
        form.add_error("who", _("Nobody does this for themselves: ask somebody else who leads."))
        return False
    return True


@require_http_methods(["GET", "POST"])
@needs("house.run")
@fresh
def canary_new(request: HttpRequest) -> HttpResponse:
    """Watch a thing that nobody has a reason to open."""
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        watch(form.cleaned_data["subject"], by=_me(request))
        messages.success(request, _("It is watched. Do not open it yourself to try."))
        return _back("overview")
    return render_page(request, "brakes/canary_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(TAKE)
@fresh
def exports(request: HttpRequest) -> HttpResponse:
    """What was asked for, by me and by others; and a form to ask."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_export(Takes(form.cleaned_data["takes"]), reason=form.cleaned_data["reason"], by=_me(request))
        messages.success(request, _("Asked. Somebody else who may do this agrees here; then you take it."))
        return _back("exports")
    shown = {"form": form, "exports": exports_for(_me(request)), "me": _me(request)}
    return render_page(request, "brakes/exports.html", shown, status=422 if form.errors else 200)


@require_POST
@needs(TAKE)
@fresh
def export_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree, as the second person."""
    try:
        agree_to_export(export_for(public_id), by=_me(request))
    except NotForYourself:
        messages.warning(request, _("Somebody else agrees: two people let a list out."))
    except NotReady:
        messages.warning(request, _("This was agreed to already, or is older than a day."))
    return _back("exports")


@require_POST
@needs(TAKE)
@fresh
def export_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file itself, once, for whoever asked for it."""
    try:
        export = take_export(export_for(public_id), by=_me(request))
    except NotReady:
        messages.warning(request, _("It was taken already, nobody agreed yet, or it is older than a day. Ask again."))
        return _back("exports")
    return HttpResponse(
        file_of(export), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="list.csv"'},
    )  # fmt: skip
