from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core.doors import shown_while_locked
from amparo.core.htmx import render_page
from amparo.governance.access import needs
from amparo.messaging.enums import Lane
from amparo.messaging.selectors import last_ring_after, preview
from amparo.people.access import person_of
from amparo.people.models import Person
from amparo.people.ways import Way, ways_of
from amparo.response.access import (
    SENDERS,
    WATCHERS,
    activation_for,
    may_send,
    report_for,
    sent_activation_for,
)
from amparo.response.actions.activations import activate, ask_more, stop_asking
from amparo.response.actions.endings import correct_ended, end_activation
from amparo.response.enums import OUT, EndKind, Purpose, Role
from amparo.response.errors import (
    ActivationOver,
    AlreadyActive,
    NoLetterFree,
    NotConfirmed,
    TooFewPeople,
    VisitNotAllowed,
)
from amparo.response.forms import SAID, CorrectionForm, EndingForm, QuotaForm, preset_for
from amparo.response.models import Activation, Report
from amparo.response.selectors.activations import in_grace, lines_of, sending_of
from amparo.response.selectors.asks import told
from amparo.response.selectors.boards import is_over, next_step, quota_state, unread_answers
from amparo.response.selectors.choosing import Choice, choose
from amparo.response.selectors.reports import needs_consent

GRACE_SECONDS = 10
REFUSALS: dict[type[Exception], Any] = {
    NotConfirmed: gettext_lazy(
        "People are sent to observe only after the report is confirmed. Ask a pair to go and look."
    ),
    TooFewPeople: gettext_lazy("Nobody goes alone: ask for at least two people."),
    NoLetterFree: gettext_lazy("Eight activations are open. End one of them first."),
    VisitNotAllowed: gettext_lazy("Ask the caller first whether people may come to the home, and note what they said."),
    ActivationOver: gettext_lazy("This activation has ended already."),
}
REASONS = {
    "inactive": gettext_lazy("not active any more"), "minor": gettext_lazy("not an adult"),
    "reported_it": gettext_lazy("reported it themselves"), "no_number": gettext_lazy("no phone number that takes texts"),
    "landline": gettext_lazy("only a landline, and did not choose calls"), "bad_number": gettext_lazy("the number does not work"),
    "opted_out": gettext_lazy("asked for no texts"), "no_consent": gettext_lazy("did not agree to be asked"),
    "snoozed": gettext_lazy("has a pause"), "quiet_hours": gettext_lazy("quiet hours, no night calls agreed"),
    "out_already": gettext_lazy("is out already"), "resting": gettext_lazy("rests after the last response"),
    "same_phone": gettext_lazy("shares a phone with somebody who is asked"),
}  # fmt: skip


@require_safe
@needs(*SENDERS)
def quota(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """First screen: how many people of which role, from how far. A sensible number stands there already."""
    report = report_for(request.user, public_id)
    form = QuotaForm(request.GET) if request.GET else QuotaForm(initial=preset_for(report))
    if not request.GET:
        form.fields["purpose"].initial = preset_for(report)["purpose"]
    return render_page(request, "response/quota.html", _about(report, form))


def _about(report: Report, form: QuotaForm) -> dict[str, Any]:
    return {
        "report": report, "form": form, "ask_consent": needs_consent(report),
        "sent": [form[role.value] for role in (Role.LEAD, Role.DOCUMENTER, Role.DRIVER, Role.OBSERVER)],
    }  # fmt: skip


@require_safe
@needs(*SENDERS)
def choice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Second screen: who would be asked, what it costs, when the last text leaves, and why others are not asked."""
    report = report_for(request.user, public_id)
    form = QuotaForm(request.GET)
    if not form.is_valid() or needs_consent(report):
        return render_page(request, "response/quota.html", _about(report, form))
    context = {"report": report, "form": form, "back": urlencode(request.GET.dict()), **_candidates(report, form)}
    return render_page(request, "response/choice.html", context)


def _candidates(report: Report, form: QuotaForm) -> dict[str, Any]:
    found = choose(report, form.wishes(), radius_km=form.cleaned_data["radius_km"])
    people = Person.objects.in_bulk([each.person for each, _why in [*found.chosen, *found.passed_over]])
    verify = form.cleaned_data["purpose"] == Purpose.VERIFY
    ways = {person: each.at_once for person, each in ways_of([each.person for each, _r in found.chosen]).items()}
    calls = sum(Way.CALL in each for each in ways.values())
    cost = preview(
        "activation.verify" if verify else "activation.ask",
        [people[each.person].language for each, _r in found.chosen if Way.TEXT in ways[each.person]],
        lane=Lane.ACTIVATION, values={"area": report.town},
    )  # fmt: skip
    return {
        "cost": cost, "verify": verify, "calls": calls, "last_ring": last_ring_after(calls),
        "asked": [
            (people[each.person], Role(role).label, each.distance, Way.CALL in ways[each.person]) for each, role in found.chosen
        ],
        "passed": _passed(found, people), "reasons": _grouped(found),
        "missing": [(Role(role).label, n) for role, n in found.missing.items()],
    }  # fmt: skip


def _passed(found: Choice, people: dict[UUID, Person]) -> list[tuple[Person, float, Any]]:
    nearest = sorted(found.passed_over, key=lambda pair: pair[0].distance)
    return [(people[each.person], each.distance, REASONS[reason]) for each, reason in nearest]


def _grouped(found: Choice) -> list[tuple[Any, int]]:
    ranked = sorted(found.left_out.items(), key=lambda pair: -pair[1])
    return [(REASONS[reason], n) for reason, n in ranked]


@require_POST
@needs(*SENDERS)
def activation_opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask them. Pressing twice, or two dispatchers at once, asks once and shows the same activation."""
    report = report_for(request.user, public_id)
    form = QuotaForm(request.POST)
    if not form.is_valid():
        return render_page(request, "response/quota.html", _about(report, form), status=422)
    values = form.cleaned_data
    try:
        opened = activate(
            report, purpose=values["purpose"], wishes=form.wishes(), radius_km=values["radius_km"],
            by=person_of(request.user),
        )  # fmt: skip
    except AlreadyActive:
        opened = report.activations.open().get(purpose=values["purpose"])
        messages.info(request, _("These people have been asked already. Nobody was asked twice."))
    except (NotConfirmed, TooFewPeople, NoLetterFree, VisitNotAllowed) as refused:
        messages.warning(request, REFUSALS[type(refused)])
        return redirect("response:report", report.pk)
    return redirect("response:activation", opened.pk)


@shown_while_locked
@require_safe
@needs(*WATCHERS)
def activation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One activation: who was asked, what came back, who is still out, what happens next."""
    row = activation_for(request.user, public_id)
    lines = lines_of(row)
    quotas = quota_state(row)
    step = next_step(row)
    missing = sum(max(quota.wanted - going, 0) for quota, going in quotas)
    context = {
        "activation": row, "report": row.report, "lines": lines, "quotas": quotas, "missing": missing, "said": SAID,
        "sending": sending_of(lines), "over": is_over(row), "out": sum(line.out for line in lines),
        "step": step if missing and not is_over(row) else None, "may_send": may_send(request.user),
        "unread": [each for each in unread_answers() if each.ask.activation_id == row.pk],
        "grace": not is_over(row) and row.wave == 1 and in_grace(row.created_at, GRACE_SECONDS),
        "alarms": row.alarms.filter(taken_at=None).select_related("ask__person", "activation"),
    }  # fmt: skip
    part = "activation-texts" if request.headers.get("HX-Target") == "activation-texts" else "activation-body"
    return render_page(request, "response/activation.html", context, partial=part)


@require_POST
@needs(*SENDERS)
def activation_wave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the next nearest for the roles that miss people."""
    row = sent_activation_for(request.user, public_id)
    try:
        count = ask_more(row, spare=1.0, by=person_of(request.user))
    except ActivationOver as refused:
        messages.warning(request, REFUSALS[type(refused)])
        return redirect("response:activation", row.pk)
    if count:
        words = ngettext("We have asked %(n)d more person.", "We have asked %(n)d more people.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.warning(request, _("Nobody else can be asked within this distance now."))
    return redirect("response:activation", row.pk)


@require_POST
@needs(*SENDERS)
def activation_stopping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop the texts that have not left. With "all", the activation ends too and those who were told hear that it was wrong."""
    row = sent_activation_for(request.user, public_id)
    by = person_of(request.user)
    stopped = stop_asking(row, by=by)
    words = ngettext("%(n)d ask was stopped before it left.", "%(n)d asks were stopped before they left.", stopped)
    messages.success(request, words % {"n": stopped})
    if "all" in request.POST:
        try:
            end_activation(row, kind=EndKind.CORRECTION, by=by)
        except ActivationOver as refused:
            messages.warning(request, REFUSALS[type(refused)])
    return redirect("response:activation", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SENDERS)
def activation_ending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stand down or correct: who will read it stands there before it is sent."""
    row = sent_activation_for(request.user, public_id)
    form = EndingForm(request.POST or None)
    if not form.is_valid() or is_over(row):
        return render_page(request, "response/activation_ending.html", _audience(row, form))
    try:
        end_activation(row, kind=form.cleaned_data["kind"], by=person_of(request.user))
    except ActivationOver as refused:
        messages.warning(request, REFUSALS[type(refused)])
    return redirect("response:activation", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SENDERS)
def activation_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """After the end: tell those who were told that it was not so."""
    row = sent_activation_for(request.user, public_id)
    form = CorrectionForm(request.POST or None)
    if not form.is_valid():
        return render_page(request, "response/activation_ending.html", {**_audience(row, form), "correcting": True})
    try:
        count = correct_ended(row, kind=form.cleaned_data["kind"], by=person_of(request.user))
    except ActivationOver:
        messages.warning(request, _("This was sent already."))
    else:
        words = ngettext("%(n)d person is told.", "%(n)d people are told.", count)
        messages.success(request, words % {"n": count})
    return redirect("response:activation", row.pk)


def _audience(row: Activation, form: EndingForm | CorrectionForm) -> dict[str, Any]:
    people = told(row)
    return {
        "activation": row, "report": row.report, "form": form, "told": people,
        "out": sum(ask.state in OUT for ask in people), "waiting": sending_of(lines_of(row)).waiting, "over": is_over(row),
    }  # fmt: skip
