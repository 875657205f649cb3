from datetime import date, datetime, time, timedelta
from itertools import groupby
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
from amparo.governance.enums import Power
from amparo.people.access import person_for
from amparo.people.models import Person
from amparo.rota.access import override_for, pattern_for
from amparo.rota.actions import (
    add_pattern,
    add_shift,
    cancel_shift,
    clock_in,
    clock_out,
    end_pattern,
    restore_shift,
    take_break,
)
from amparo.rota.enums import Duty
from amparo.rota.errors import NotEligible, NotOnTheRota, ShiftOver
from amparo.rota.forms import BreakForm, TakeForm, WeeklyForm
from amparo.rota.selectors import (
    duty_states,
    eligible_duties,
    gaps,
    my_shifts,
    patterns_of,
    shifts,
)

ON_DUTY = (
    Power.ANSWER, Power.LEAD_HOTLINE, Power.VERIFY, Power.DISPATCH, Power.LEAD_RESPONSE, Power.RESPOND, Power.MANAGE_PEOPLE,
)  # fmt: skip
MAKERS = (Power.MANAGE_PEOPLE, Power.LEAD_HOTLINE)
COVERED = (Duty.HOTLINE, Duty.DISPATCH)


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _makes(request: HttpRequest) -> bool:
    return bool(powers_of(request).intersection(MAKERS))


def _duty(name: str) -> Duty:
    if name not in Duty.values:
        raise Http404
    return Duty(name)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


@require_GET
@needs(*ON_DUTY)
def week(request: HttpRequest) -> HttpResponse:
    """Seven days of one duty: who is on, and every stretch in which nobody is."""
    chosen = request.GET.get("duty", "")
    duty = Duty(chosen) if chosen in Duty.values else Duty.HOTLINE
    now = clock.now()
    start = _midnight(timezone.localdate(now))
    end = _midnight(timezone.localdate(now) + timedelta(days=7))
    found = shifts(start, end, duty)
    days = [
        {"day": day, "shifts": list(rows)} for day, rows in groupby(found, key=lambda s: timezone.localdate(s.starts_at))
    ]  # fmt: skip
    me = _me(request)
    context: dict[str, Any] = {
        "days": days, "duty": duty, "duties": Duty, "now": now, "me": me, "states": duty_states(me, now),
        "gaps": [{"duty": each, "holes": gaps(each, now, now + timedelta(days=7))} for each in COVERED],
        "may_take": duty in eligible_duties(me, now), "makes": _makes(request),
    }  # fmt: skip
    return render_page(request, "rota/week.html", context, partial="week")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My shifts of the next two weeks, and the buttons to go on and off; my page fetches this part."""
    me, now = _me(request), clock.now()
    context = {"shifts": my_shifts(me, now), "states": duty_states(me, now), "now": now}
    return render_page(request, "rota/mine.html", context, partial="part")


@require_GET
@needs(*MAKERS, Power.DISPATCH)
def duties_of_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's weekly shifts; the person's page fetches this part."""
    person = person_for(public_id)
    context: dict[str, Any] = {"person": person, "patterns": patterns_of(person), "makes": _makes(request)}
    return render_page(request, "rota/duties_of_person.html", context, partial="part")


def _again(request: HttpRequest) -> HttpResponse:
    here = request.POST.get("back", "")
    return HttpResponseRedirect(reverse("people:me") if here == "me" else reverse("rota:week"))


@require_POST
def clocking_in(request: HttpRequest, duty: str) -> HttpResponse:
    """I am on. It ends by itself with the shift."""
    try:
        row = clock_in(_me(request), duty=_duty(duty), by=_me(request))
        until = timezone.localtime(row.until).strftime("%H:%M")
        messages.success(request, _("You are on duty until %(time)s. Thank you.") % {"time": until})
    except NotOnTheRota:
        messages.warning(request, _("You have no shift now or within the hour. Take one first."))
    except NotEligible:
        messages.warning(request, _("Your training or your role for this duty is over. Ask your coordinator."))
    return _again(request)


@require_POST
def clocking_out(request: HttpRequest, duty: str) -> HttpResponse:
    """I am off: nobody rings me."""
    clock_out(_me(request), duty=_duty(duty), by=_me(request))
    messages.success(request, _("You are off duty. Rest well."))
    return _again(request)


@require_POST
def pausing(request: HttpRequest, duty: str) -> HttpResponse:
    """Some minutes without ringing; it goes on by itself."""
    form = BreakForm(request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else 15
    take_break(_me(request), duty=_duty(duty), minutes=minutes, by=_me(request))
    messages.success(request, _("Nobody rings you for %(n)d minutes.") % {"n": minutes})
    return _again(request)


@require_http_methods(["GET", "POST"])
@needs(*ON_DUTY)
def shift_new(request: HttpRequest) -> HttpResponse:
    """Take a shift oneself: only duties for which one is eligible then."""
    me = _me(request)
    starts = {"day": request.GET.get("day"), "begins": request.GET.get("begins"), "duty": request.GET.get("duty")}
    initial = {key: value for key, value in starts.items() if value}
    form = TakeForm(request.POST or None, duties=eligible_duties(me, clock.now()), initial=initial)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.stretch()
        try:
            add_shift(me, duty=form.cleaned_data["duty"], starts_at=starts_at, ends_at=ends_at, by=me)
            messages.success(request, _("The shift is yours. Thank you."))
            return HttpResponseRedirect(reverse("rota:week"))
        except NotEligible:
            form.add_error("day", _("On that day your training or your role does not count any more."))
        except ShiftOver:
            form.add_error("day", _("This time is past. Choose one that is still to come."))
    return render_page(request, "rota/shift_new.html", {"form": form})


@require_POST
@needs(*ON_DUTY)
def shift_cancellation(request: HttpRequest, public_id: UUID, day: str) -> HttpResponse:
    """Cancel one day of a weekly shift; the gap is seen by everybody until somebody takes it."""
    pattern = pattern_for(_me(request), public_id, manages=_makes(request))
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    cancel_shift(pattern, on=when, by=_me(request))
    messages.success(request, _("The shift is cancelled. The gap shows until somebody takes it."))
    return HttpResponseRedirect(reverse("rota:week"))


@require_POST
@needs(*ON_DUTY)
def override_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An added shift does not take place."""
    restore_shift(override_for(_me(request), public_id, manages=_makes(request)), by=_me(request))
    messages.success(request, _("The shift is off the list."))
    return HttpResponseRedirect(reverse("rota:week"))


@require_http_methods(["GET", "POST"])
@needs(*MAKERS)
def pattern_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put somebody on the rota every week."""
    person, form = person_for(public_id), WeeklyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_pattern(
                person, duty=given["duty"], weekday=given["weekday"], starts_at=given["begins"], minutes=given["hours"] * 60,
                valid_from=timezone.localdate(clock.now()), zone=settings.TIME_ZONE, by=_me(request),
            )  # fmt: skip
            messages.success(request, _("The weekly shift is on the rota."))
            return HttpResponseRedirect(reverse("people:person", args=[person.pk]))
        except (NotEligible, ShiftOver):
            form.add_error("duty", _("They do not have the role or the training for this duty now."))
    return render_page(request, "rota/pattern_new.html", {"form": form, "person": person})


@require_POST
@needs(*MAKERS)
def pattern_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A weekly shift ends today."""
    pattern = pattern_for(_me(request), public_id, manages=True)
    end_pattern(pattern, last_day=timezone.localdate(clock.now()), by=_me(request))
    messages.success(request, _("The weekly shift has ended."))
    return HttpResponseRedirect(reverse("people:person", args=[pattern.person_id]))
