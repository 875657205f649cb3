"""What somebody decides about themselves: how and when they are reached, and where they are signed in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core import clock
from amparo.core.htmx import render_page
from amparo.people.access import device_of, number_of
from amparo.people.actions import (
    add_phone,
    check_code,
    choose_channels,
    give_consent,
    put_first,
    remove_number,
    send_code,
    set_languages,
    set_quiet_hours,
    set_zone,
    sign_out_device,
    sign_out_devices,
    snooze,
    withdraw_consent,
)
from amparo.people.enums import AskedBy, CodeBy, Purpose
from amparo.people.errors import NotAPhoneNumber, TooManyCodes
from amparo.people.forms import ChannelsForm, CodeForm, LanguagesForm, NumberForm, QuietForm, SendCodeForm
from amparo.people.models import Person
from amparo.people.selectors import consents_of, contact_points_of, devices_of, reach_of
from amparo.people.sessions import hashed
from amparo.people.ways import OWN_PAGE

WORDING = "1"
AGREED_HERE = [each for each in Purpose if each != Purpose.ACTIVATION_CALL]  # that one by choosing calls
SNOOZES = {"day": timedelta(days=1), "week": timedelta(days=7), "wake": None}


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My own page."""
    return _page(request)


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    person = _me(request)
    agreed = consents_of(person)
    context: dict[str, Any] = {
        "person": person, "trouble": reach_of([person], clock.now())[person.pk],
        "points": contact_points_of(person), "number": NumberForm(), "code": CodeForm(),
        "languages_form": LanguagesForm(initial={"language": person.language, "speaks": person.speaks}),
        "quiet": QuietForm(
            initial={"quiet_from": person.quiet_from, "quiet_until": person.quiet_until, "zone": person.time_zone}
        ),
        "snoozed": bool(person.snoozed_until and person.snoozed_until > clock.now()),
        "consents": [{"purpose": each, "since": agreed.get(each.value)} for each in AGREED_HERE],
        "channels": ChannelsForm(initial={"asked_by": person.asked_by}),
        "devices": devices_of(person), "this_device": hashed(request.session.session_key), **forms,
    }  # fmt: skip
    return render_page(request, "people/me.html", context, status=422 if forms else 200)


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("people:me"))


@require_POST
def my_languages(request: HttpRequest) -> HttpResponse:
    """What I am written to in, and what I speak."""
    form = LanguagesForm(request.POST)
    if not form.is_valid():
        return _page(request, languages_form=form)
    set_languages(_me(request), by=_me(request), **form.cleaned_data)
    return _back(request, _("Your languages are saved."))


@require_POST
def my_quiet_hours(request: HttpRequest) -> HttpResponse:
    """When I am left alone."""
    form = QuietForm(request.POST, initial={"zone": _me(request).time_zone})
    if not form.is_valid():
        return _page(request, quiet=form)
    given = form.cleaned_data
    set_quiet_hours(_me(request), start=given["quiet_from"], end=given["quiet_until"], by=_me(request))
    set_zone(_me(request), zone=given["zone"], by=_me(request))
    return _back(request, _("Your quiet hours are saved."))


@require_POST
def my_snooze(request: HttpRequest) -> HttpResponse:
    """A pause of a day or a week, or its end."""
    wish = request.POST.get("for", "")
    if wish not in SNOOZES:
        return _page(request, snooze_wrong=True)
    stretch = SNOOZES[wish]
    snooze(_me(request), until=clock.now() + stretch if stretch else None, by=_me(request))
    return _back(request, _("We leave you alone until then.") if stretch else _("Welcome back. You are asked again."))


@require_POST
def my_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to one kind of text, or take it back."""
    if purpose not in AGREED_HERE:
        return _page(request, consent_wrong=True)
    person, kind = _me(request), Purpose(purpose)
    if request.POST.get("agree") == "1":
        give_consent(person, purpose=kind, wording=WORDING, language=get_language() or "en", source=OWN_PAGE, by=person)
        return _back(request, _("Thank you. You get these texts."))
    withdraw_consent(person, purpose=kind, by=person)
    return _back(request, _("You do not get these texts any more."))


@require_POST
def my_channels(request: HttpRequest) -> HttpResponse:
    """By text, by call or both. Choosing calls is a yes to be called."""
    person, form = _me(request), ChannelsForm(request.POST)
    if not form.is_valid():
        return _page(request, channels=form)
    choose_channels(
        person, asked_by=AskedBy(form.cleaned_data["asked_by"]), wording=WORDING, language=get_language() or "en",
        source=OWN_PAGE, by=person,
    )  # fmt: skip
    return _back(request, _("Saved. This is how we ask you."))


@require_POST
def my_number(request: HttpRequest) -> HttpResponse:
    """A new number; it counts as checked when its code came back."""
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            add_phone(_me(request), number=form.cleaned_data["number"], by=_me(request))
            return _back(request, _("The number is saved. Now check it: we send a code."))
        except NotAPhoneNumber:
            form.add_error("number", _("This cannot be a telephone number. Write it with its area code."))
    return _page(request, number=form)


@require_POST
def my_number_code(request: HttpRequest, number: UUID) -> HttpResponse:
    """Send a code to my number, by text or by voice: a landline can only be called."""
    point, form = number_of(_me(request), number), SendCodeForm(request.POST)
    way = CodeBy(form.cleaned_data["way"]) if form.is_valid() else CodeBy.TEXT
    try:
        send_code(point, person=_me(request), way=way, by=_me(request))
    except TooManyCodes:
        messages.error(request, _("Four codes went to this number within the hour. Please wait a little."))
        return HttpResponseRedirect(reverse("people:me"))
    return HttpResponseRedirect(reverse("people:my_number_check", args=[point.pk]))


@require_http_methods(["GET", "POST"])
def my_number_check(request: HttpRequest, number: UUID) -> HttpResponse:
    """Write the code that came."""
    point, form = number_of(_me(request), number), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if check_code(point, person=_me(request), code=form.cleaned_data["code"], by=_me(request)):
            return _back(request, _("The number is checked."))
        form.add_error("code", _("This is not the newest code, or it is over. Look again, or ask for a new one."))
    return render_page(request, "people/my_number_check.html", {"form": form, "point": point})


@require_POST
def my_number_first(request: HttpRequest, number: UUID) -> HttpResponse:
    """Try this number before my others."""
    put_first(number_of(_me(request), number), person=_me(request), by=_me(request))
    return _back(request, _("We try this number first."))


@require_POST
def my_number_removal(request: HttpRequest, number: UUID) -> HttpResponse:
    """I do not use this number any more."""
    remove_number(number_of(_me(request), number), person=_me(request), by=_me(request))
    return _back(request, _("The number is removed."))


@require_POST
def my_device_removal(request: HttpRequest, key: str) -> HttpResponse:
    """Sign out one of my devices."""
    sign_out_device(device_of(_me(request), key), by=_me(request))
    return _back(request, _("That device is signed out."))


@require_POST
def my_devices_removal(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sign_out_devices(_me(request), keep=request.session.session_key, by=_me(request))
    return _back(request, _("Every other device is signed out."))
