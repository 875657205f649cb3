from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core.htmx import asks_for_part, render_page
from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.hotline.access import STORY_READERS, intake_for, story_for
from amparo.hotline.actions.calls import change_language
from amparo.hotline.actions.intake import (
    Tick,
    attach_intake,
    close_intake,
    detach_intake,
    hand_over_intake,
    open_intake,
    reopen_intake,
    save_intake,
    send_intake,
)
from amparo.hotline.actions.stories import close_story, read_story, write_story
from amparo.hotline.enums import CallState, Outcome
from amparo.hotline.errors import IntakeClosed, NotReopened, PlaceNotKnown, StoryChanged, StrangeKey
from amparo.hotline.forms import IntakeForm, told_of
from amparo.hotline.models import Intake
from amparo.hotline.scripts import VERSION, reviewers, script_language
from amparo.hotline.selectors.desk import others_on_duty
from amparo.hotline.selectors.intake import calls_and_call_backs, near_reports
from amparo.hotline.views.intake_page import page_context
from amparo.people.access import person_of
from amparo.people.models import Person
from amparo.response.models import Report

answers_or_leads = needs(Power.ANSWER, Power.LEAD_HOTLINE)
PARTS = ("found", "script")
CLOSINGS = {"informed": Outcome.INFORMED, "prank": Outcome.PRANK}
CLOSED_MEANWHILE = gettext_lazy("This intake is closed already. Nothing was changed.")

PLACE_NOT_KNOWN = gettext_lazy(
    "We cannot find this place yet. Choose one below, set a pin, or say that only the town is known."
)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_or_leads
def intake(request: HttpRequest, origin: UUID) -> HttpResponse:
    """The one page of a contact. GET shows it; POST keeps it, and sends, adds or closes when asked to."""
    person = person_of(request.user)
    row = intake_for(person, origin)
    if request.method == "POST":
        try:
            return _take(request, row, person)
        except IntakeClosed:
            messages.info(request, CLOSED_MEANWHILE)
            return HttpResponse(status=409) if "X-Autosave" in request.headers else redirect("hotline:intake", origin)
    part = request.GET.get("part")
    if part == "script" and request.GET.get("language") == row.language:
        return HttpResponse(status=204)
    return _page(request, row, IntakeForm(intake=row), part=part)


def _page(request: HttpRequest, row: Intake, form: IntakeForm, *, part: str | None = None) -> HttpResponse:
    context = page_context(row, form, person_of(request.user))
    if part in PARTS and asks_for_part(request):
        return render(request, f"hotline/intake_{part}.html", context)
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "hotline/intake.html", context, status=status)


def _take(request: HttpRequest, row: Intake, person: Person) -> HttpResponse:
    """Keep what may be kept, whatever else is wrong; then do what was pressed."""
    wish = request.POST.get("wish", "")
    row = open_intake(row.origin, by=person, language=row.language) if row._state.adding else row
    if row.closed_at is not None and wish == "send":
        return _send(request, row, person)
    form = IntakeForm(request.POST, intake=row, complete=wish == "send")
    row = save_intake(row, by=person, values=form.kept(), said=_ticks(form.said or [], row, person))
    _keep_story(form, row, person)
    _correct_language(row, person)
    if "X-Autosave" in request.headers:
        refused = " ".join(f"{form[name].label}: {errors[0]}" for name, errors in form.errors.items())
        return HttpResponse(refused, status=422 if refused else 204, content_type="text/plain; charset=utf-8")
    if not form.is_valid():
        return _page(request, row, form)
    if wish == "send":
        return _send(request, row, person, form)
    if wish.startswith("attach:"):
        return _attach(request, row, person, wish.partition(":")[2])
    if wish in CLOSINGS:
        close_intake(row, outcome=CLOSINGS[wish], by=person)
    else:
        messages.success(request, _("Saved."))
    return redirect("hotline:intake", row.origin)


def _keep_story(form: IntakeForm, row: Intake, person: Person) -> None:
    """Keep the story as it came: closed in the browser, or to be closed here while nothing is there that only people open."""
    given, here = form.cleaned_data, told_of(row)
    try:
        if "story" in form.data and "story" in given and form.data["story"] != form.standing_story():
            write_story(row, sealed=given["story"], by=person)
        elif "told" in form.data and "told" in given and given["told"] != here and (here or not row.story):
            close_story(row, words=given["told"], by=person)
    except StoryChanged:
        form.add_error(
            "story", _("Somebody else wrote here meanwhile. Your words stay here; load the page again to read theirs.")
        )
    except StrangeKey:
        form.add_error("story", _("These words were not closed for the hotline. Please write them again."))


def _send(request: HttpRequest, row: Intake, person: Person, form: IntakeForm | None = None) -> HttpResponse:
    try:
        send_intake(row, by=person)
    except PlaceNotKnown:
        form = form or IntakeForm(request.POST, intake=row, complete=True)
        form.add_error("street", PLACE_NOT_KNOWN)
        return _page(request, row, form)
    return redirect("hotline:intake", row.origin)


def _attach(request: HttpRequest, row: Intake, person: Person, wanted: str) -> HttpResponse:
    """Only a report that the page offers can be chosen."""
    offered = {str(near.id) for near in near_reports(row)}
    report = Report.objects.filter(pk=wanted).first() if wanted in offered else None
    if report is None:
        messages.info(request, _("That report is no longer near. Please look again."))
    else:
        attach_intake(row, report=report, by=person)
    return redirect("hotline:intake", row.origin)


def _ticks(lines: list[str], row: Intake, person: Person) -> list[Tick]:
    shown = tuple(dict.fromkeys((script_language(row.language), script_language(person.language))))
    return [Tick(line, VERSION, shown, all(reviewers(language) for language in shown)) for line in lines]


def _correct_language(row: Intake, person: Person) -> None:
    """The language of a call that still goes on follows the page, so that a cut line is rung rightly again."""
    call, _call_back = calls_and_call_backs(row.origin)
    if call is None or call.state != CallState.TALKING or call.claimed_by_id != person.pk:
        return
    if call.language != row.language:
        change_language(call, language=row.language, by=person)


@require_safe
@needs(*STORY_READERS)
def intake_story(request: HttpRequest, origin: UUID) -> HttpResponse:
    """What happened, in the caller's words, for people who answer or dispatch; the reading is written down."""
    person = person_of(request.user)
    return render_page(
        request, "hotline/intake_story.html", {"intake": read_story(story_for(person, origin), by=person)}
    )


@require_POST
@answers_or_leads
def paper(request: HttpRequest) -> HttpResponse:
    """Begin an intake for a call that was noted on paper. The button carries its key: pressed twice, it is one."""
    person = person_of(request.user)
    try:
        origin = UUID(request.POST.get("origin", ""))
    except ValueError:
        origin = uuid4()
    known: Any = calls_and_call_backs(origin)
    if any(known):
        raise Http404
    if not Intake.objects.filter(origin=origin).exists():
        open_intake(origin, by=person, language=person.language)
    return redirect("hotline:intake", intake_for(person, origin).origin)


@require_POST
@answers_or_leads
def attachment(request: HttpRequest, origin: UUID) -> HttpResponse:
    """Undo the adding to a report."""
    person = person_of(request.user)
    detach_intake(intake_for(person, origin), by=person)
    messages.success(request, _("Undone. The intake is open again."))
    return redirect("hotline:intake", origin)


@require_POST
@answers_or_leads
def ending(request: HttpRequest, origin: UUID) -> HttpResponse:
    """Open an intake again that was closed without a report."""
    person = person_of(request.user)
    try:
        reopen_intake(intake_for(person, origin), by=person)
    except NotReopened:
        messages.info(request, _("Dispatch has it already. Tell them what changed."))
    return redirect("hotline:intake", origin)


@require_POST
@answers_or_leads
def owner(request: HttpRequest, origin: UUID) -> HttpResponse:
    """Hand an open intake over to somebody who is on duty now."""
    person = person_of(request.user)
    row = intake_for(person, origin)
    to = next((each for each in others_on_duty(person) if str(each.pk) == request.POST.get("to")), None)
    if to is None:
        messages.info(request, _("That person is not on duty now. Choose somebody else."))
        return redirect("hotline:intake", origin)
    try:
        row = open_intake(origin, by=person, language=row.language) if row._state.adding else row
        hand_over_intake(row, to=to, by=person)
    except IntakeClosed:
        messages.info(request, CLOSED_MEANWHILE)
        return redirect("hotline:intake", origin)
    messages.success(request, _("Handed over. It is on their desk now."))
    return redirect("hotline:desk")
