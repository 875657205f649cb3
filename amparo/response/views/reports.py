from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amparo.core.doors import shown_while_locked
from amparo.core.events import ask
from amparo.core.htmx import render_page
from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.people.access import person_of
from amparo.response.access import SENDERS, WATCHERS, has_trained_eyes, may_send, may_verify, report_for
from amparo.response.actions.reports import (
    join_report,
    move_report,
    note_consent,
    note_presence,
    part_report,
    reveal_place,
)
from amparo.response.enums import OPEN_REPORTS, Basis, ReportKind, ReportState
from amparo.response.errors import CannotJoin, MoveNotAllowed, NotEnoughToConfirm, ReporterCannotVerify
from amparo.response.events import StoryAsked
from amparo.response.forms import LANGUAGES, ConsentForm, MoveForm
from amparo.response.models import Report
from amparo.response.selectors.boards import counting_sources, independent_sources, near_duplicates
from amparo.response.selectors.reports import is_reporter, possible_moves, somebody_saw_it

# Which words a move rests on, and what its button says.
BUTTONS: tuple[tuple[ReportState, Any, tuple[Basis, ...]], ...] = (
    (ReportState.CONFIRMED, gettext_lazy("Confirm it"), (Basis.PRESENT, Basis.TWO_SOURCES)),
    (ReportState.CHECKING, gettext_lazy("I am checking it"), (Basis.ASKED,)),
    (ReportState.FALSE_ALARM, gettext_lazy("It is a false alarm"), (Basis.WENT_AND_LOOKED, Basis.ASKED)),
    (ReportState.COULD_NOT_VERIFY, gettext_lazy("It could not be verified"), (Basis.WENT_AND_LOOKED, Basis.ASKED)),
    (ReportState.PAST, gettext_lazy("Close it"), (Basis.TIME,)),
)
SIGHTING = {
    "size": gettext_lazy("How many"), "activity": gettext_lazy("What they do"), "location": gettext_lazy("Where"),
    "uniform": gettext_lazy("Uniforms"), "time": gettext_lazy("When"), "equipment": gettext_lazy("Cars and equipment"),
}  # fmt: skip
REFUSALS: dict[type[Exception], Any] = {
    ReporterCannotVerify: gettext_lazy("You reported this, so somebody else has to verify it."),
    NotEnoughToConfirm: gettext_lazy(
        "Not enough yet: somebody of ours has to be there and see it, or a second independent source has to say so."
    ),
    MoveNotAllowed: gettext_lazy("Somebody else moved this report a moment ago. Here is how it stands now."),
    CannotJoin: gettext_lazy(
        "This report has people of its own, or others joined to it. Join the other one to it instead."
    ),
}


@shown_while_locked
@require_safe
@needs(*WATCHERS)
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One report: what was seen, what it rests on, what happened, what can be done."""
    return _page(request, report_for(request.user, public_id))


def _page(request: HttpRequest, row: Report, **more: Any) -> HttpResponse:
    """The whole page, or the part that changes by itself."""
    person = person_of(request.user)
    sources = independent_sources(row)
    mine = is_reporter(row, person)
    context = {
        "report": row, "sighting": _sighting(row), "spoken": dict(LANGUAGES).get(row.language, row.language),
        "consent_yes": _("The caller agreed"), "consent_no": _("The caller does not want it"),
        "can_ask": row.state in OPEN_REPORTS and row.same_as_id is None, 
        "sources": sources, "mine": mine, "story": ask(StoryAsked(row.origin)), "others": row.others.order_by("created_at"),
        "near": near_duplicates(row) if row.same_as_id is None else [],
        "moves": row.moves.select_related("by").order_by("-created_at"),
        "buttons": _buttons(row, enough={Basis.PRESENT: somebody_saw_it(row), Basis.TWO_SOURCES: len(counting_sources(row)) >= 2}),
        "activations": row.activations.select_related("ending").order_by("created_at"),
        "may_send": may_send(person), "may_verify": may_verify(person), "eyes": not mine and has_trained_eyes(person),
        "seen": any(source.person_id == person.pk for source in sources),
        "at_a_door": row.kind == ReportKind.DOOR, "verified": row.state == ReportState.CONFIRMED, **more,
    }  # fmt: skip
    return render_page(request, "response/report.html", context, partial="report-body")


def _buttons(row: Report, *, enough: dict[Basis, bool]) -> list[dict[str, Any]]:
    """The moves from here: what each says, what it may rest on, and whether that is there already."""
    possible = possible_moves(row)
    return [
        {"to": to.value, "words": words, "first": place == 0,
         "bases": [{"value": basis.value, "words": basis.label, "holds": enough.get(basis, True)} for basis in bases]}
        for place, (to, words, bases) in enumerate(BUTTONS) if to in possible
    ]  # fmt: skip


def _sighting(row: Report) -> list[tuple[Any, str]]:
    """What was seen, in the order of SALUTE; other words that the hotline wrote down follow."""
    names = [name for name in SIGHTING if row.sighting.get(name)]
    names += [name for name in row.sighting if name not in SIGHTING and row.sighting[name]]
    return [(SIGHTING.get(name, name), str(row.sighting[name])) for name in names]


@require_POST
@needs(Power.VERIFY, Power.DISPATCH)
def report_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move a report to another state, with its basis; every refusal is a sentence."""
    row = report_for(request.user, public_id)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid() or form.cleaned_data["before"] != row.state:
            raise MoveNotAllowed
        move_report(row, to=form.cleaned_data["to"], basis=form.cleaned_data["basis"], by=person_of(request.user))
    except (ReporterCannotVerify, NotEnoughToConfirm, MoveNotAllowed) as refused:
        messages.warning(request, REFUSALS[type(refused)])
    else:
        messages.success(request, _("Done: the report is now “%(state)s”.") % {"state": ReportState(row.state).label})
    return redirect("response:report", row.pk)


@require_POST
@needs(*WATCHERS, Power.RESPOND)
def report_presence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """ "I am there and see it": the word of a trained person who did not report it."""
    row = report_for(request.user, public_id)
    person = person_of(request.user)
    try:
        if not has_trained_eyes(person):
            raise NotEnoughToConfirm
        note_presence(row, by=person)
    except ReporterCannotVerify as refused:
        messages.warning(request, REFUSALS[type(refused)])
    except NotEnoughToConfirm:
        messages.warning(request, _("Only people whose training is valid today can say this."))
    else:
        messages.success(request, _("Noted: you are there and see it."))
    return redirect("response:report", row.pk)


@require_POST
@needs(*SENDERS)
def report_place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the exact place once; that it was looked at is written down."""
    row = report_for(request.user, public_id)
    place = reveal_place(row, by=person_of(request.user))
    return _page(request, row, place=place or _("No exact place was given."))


@require_POST
@needs(*WATCHERS)
def report_consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the caller said about people coming to the home."""
    row = report_for(request.user, public_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        note_consent(row, allowed=form.cleaned_data["allowed"], by=person_of(request.user))
    return redirect("response:quota" if "ask" in request.POST else "response:report", row.pk)


@require_POST
@needs(*WATCHERS)
def report_joining(request: HttpRequest, public_id: UUID, other_id: UUID) -> HttpResponse:
    """The other report says the same as this one: they are one from now on."""
    row, other = report_for(request.user, public_id), report_for(request.user, other_id)
    try:
        join_report(other, into=row, by=person_of(request.user))
    except CannotJoin as refused:
        messages.warning(request, REFUSALS[type(refused)])
    else:
        messages.success(request, _("Done: the two reports are one now."))
    return redirect("response:report", row.pk)


@require_POST
@needs(*WATCHERS)
def report_parting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Undo a joining."""
    row = report_for(request.user, public_id)
    kept = row.same_as_id
    part_report(row, by=person_of(request.user))
    messages.success(request, _("Done: the reports stand by themselves again."))
    return redirect("response:report", kept or row.pk)
