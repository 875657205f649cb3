"""The pages of a case: the list, opening one, reading and writing it, and its end."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.audit.actions import record
from amparo.cases.access import case_for, contact_for, part_for
from amparo.cases.actions.opening import Sheets, close_case, open_case, reopen_case, take_on
from amparo.cases.actions.writing import write_needs, write_story
from amparo.cases.enums import Ended
from amparo.cases.errors import CaseClosed, NotComplete, SeatTaken
from amparo.cases.evidence import shown_files
from amparo.cases.forms import EndingForm, NeedsForm, OpeningForm, PageForm, StoryForm
from amparo.cases.models import Case
from amparo.cases.selectors import cases_for, in_casework, parts_of, renewals_for, team_of, waits
from amparo.cases.views.wire import keys_and_wraps
from amparo.core.doors import needs
from amparo.core.htmx import render_page
from amparo.people.access import person_of
from amparo.vault.circles import CASEWORK
from amparo.vault.enums import Part
from amparo.vault.errors import ChangedMeanwhile, NotACloseKey, NotVouched
from amparo.vault.models import Key
from amparo.vault.sealing import show_again
from amparo.vault.selectors import living_key_of
from amparo.vault.views.keys import shown_key
from amparo.vault.views.wire import BadRequestBody


@needs("cases.work", "cases.lead")
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases I see: those of my teams, and for the casework circle those that wait for a team."""
    person = person_of(request.user)
    ended = "ended" in request.GET
    shown = [(case, parts_of(person, case)) for case in cases_for(person, ended=ended)]
    may_open = in_casework(person)
    if not shown and not may_open and not person.case_seats.exists():
        raise Http404
    renewals = renewals_for(person).count()
    return render_page(
        request, "cases/case_list.html", {"cases": shown, "ended": ended, "may_open": may_open, "renewals": renewals}
    )


@require_http_methods(["GET", "POST"])
def case_opening(request: HttpRequest) -> HttpResponse:
    """Open a case, from a contact or by the casework circle itself. Keys and words are closed in this browser."""
    person = person_of(request.user)
    origin = _origin(request)
    contact = contact_for(person, origin)
    there = Case.objects.filter(origin=origin).first() if origin else None
    if there is not None:
        return _opened(request, there)
    key = Key.objects.select_related("circle").filter(circle__name=CASEWORK, retired_at=None).first()
    form = OpeningForm(request.POST or None, initial={"case": uuid4(), "story": uuid4(), "needs_row": uuid4()})
    shown = {
        "form": form,
        "told": contact.told,
        "circle": shown_key(key) if key else None,
        "keys": living_key_of(person),
    }
    if request.method == "GET" or not form.is_valid():
        ids = [form.data.get(name) or form.initial[name] for name in ("case", "story", "needs_row")]
        form.belongs(case=ids[0], story=ids[1], needs=ids[2])
        return render_page(request, "cases/case_opening.html", shown, status=422 if form.errors else 200)
    said = form.cleaned_data
    try:
        keys, wraps = keys_and_wraps(said["made"])
        case = open_case(
            Sheets(said["case"], said["story"], said["needs_row"]), by=person, origin=origin, language=contact.language,
            keys=keys, wraps=wraps, words={name: said[name] for name in ("names", "contacts", "narrative", "needs")},
        )  # fmt: skip
    except (BadRequestBody, NotComplete, NotVouched, NotACloseKey):
        form.add_error(None, _("The case was not opened; your words are still here. Open your keys, then try again."))
        form.belongs(case=said["case"], story=said["story"], needs=said["needs_row"])
        return render_page(request, "cases/case_opening.html", shown, status=422)
    messages.success(request, _("Opened and closed. The casework circle takes it from here."))
    return _opened(request, case)


def _origin(request: HttpRequest) -> UUID | None:
    sent = request.GET.get("contact")
    try:
        return UUID(sent) if sent else None
    except ValueError:
        raise Http404 from None


def _opened(request: HttpRequest, case: Case) -> HttpResponse:
    """To the case for whoever sees it; whoever handed it over goes on with their own work."""
    if Case.objects.visible_to(person_of(request.user)).filter(pk=case.pk).exists():
        return HttpResponseRedirect(reverse("cases:case", args=[case.pk]))
    return render_page(request, "cases/case_handed_over.html", {"case": case})


@needs("cases.work", "cases.lead")
@require_GET
def case_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """A case: the parts this person may open, and nothing of the others. That they read it is kept."""
    person = person_of(request.user)
    found = case_for(person, id)
    parts = parts_of(person, found)
    record("case.read", actor=person, subject=found, parts=sorted(parts))
    team = team_of(found)
    shown = {
        "case": found, "evidence": shown_files(found, parts), "team": team.items(), "waits": waits(found),
        "identity": Part.IDENTITY in parts, "ops": Part.OPS in parts,
        "ending": EndingForm(), "person": person,
    }  # fmt: skip
    return render_page(request, "cases/case.html", shown)


@needs("cases.work", "cases.lead")
@require_POST
def case_taking(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a waiting case on."""
    person = person_of(request.user)
    if not in_casework(person):
        raise Http404
    found = Case.objects.visible_to(person).filter(pk=id).first()
    try:
        if found is None:  # whoever came second sees the case no more; so does whoever made an id up
            raise SeatTaken
        take_on(found, by=person)
    except SeatTaken:
        messages.info(request, _("Somebody else took this case on a moment ago."))
        return HttpResponseRedirect(reverse("cases:list"))
    except CaseClosed:
        messages.info(request, _("Somebody ended this case a moment ago."))
    return HttpResponseRedirect(reverse("cases:case", args=[id]))


@needs("cases.work", "cases.lead")
@require_http_methods(["GET", "POST"])
def case_story(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change names, contacts and story. Saved by itself while it is typed, closed."""
    found = part_for(person_of(request.user), id, Part.IDENTITY)
    form = StoryForm(request.POST or None).belongs(found.story)
    return _writing(request, found, form, "cases/story.html", ("names", "contacts", "narrative"))


@needs("cases.work", "cases.lead")
@require_http_methods(["GET", "POST"])
def case_needs(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what whoever goes along must know."""
    found = part_for(person_of(request.user), id, Part.OPS)
    form = NeedsForm(request.POST or None).belongs(found.needs)
    return _writing(request, found, form, "cases/needs.html", ("needs",))


def _writing(
    request: HttpRequest, found: Case, form: StoryForm | NeedsForm, template: str, names: tuple[str, ...]
) -> HttpResponse:
    person, page = person_of(request.user), _page_of(request)
    by_itself = request.headers.get("X-Autosave") == "1"
    shown = {"case": found, "form": form, "page": page}
    if request.method == "GET" or not form.is_valid():
        return render_page(request, template, shown, status=200 if request.method == "GET" else 422)
    try:
        if names == ("needs",):
            write_needs(found, by=person, page=page, words=form.cleaned_data["needs"])
        else:
            write_story(found, by=person, page=page, words=form.cleaned_data)
    except ChangedMeanwhile:
        if by_itself:
            return HttpResponse(_("Somebody else changed this meanwhile. Press Save to see both."), status=422)
        theirs = case_for(person, found.pk)
        for name in names:
            now = theirs.needs.words if name == "needs" else getattr(theirs.story, name)
            show_again(form, name, now=now or b"")
        return render_page(request, template, {**shown, "theirs": theirs}, status=422)
    except CaseClosed:
        return _refused(request, found, _("Somebody ended this case a moment ago."), by_itself)
    except NotComplete:
        return _refused(
            request, found, _("This case got new keys meanwhile. Load the page again, then write."), by_itself
        )
    if by_itself:
        return HttpResponse(status=204)
    messages.success(request, _("Saved, and closed for this team."))
    return HttpResponseRedirect(reverse("cases:case", args=[found.pk]))


def _refused(request: HttpRequest, found: Case, sentence: str, by_itself: bool) -> HttpResponse:
    if by_itself:
        return HttpResponse(sentence, status=422)
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("cases:case", args=[found.pk]))


@needs("cases.work", "cases.lead")
@require_POST
def case_ending(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a case."""
    person = person_of(request.user)
    found, form = part_for(person, id, Part.IDENTITY), EndingForm(request.POST)
    if form.is_valid():
        try:
            close_case(found, by=person, how=Ended(form.cleaned_data["how"]))
            messages.success(request, _("Ended."))
        except CaseClosed:
            messages.info(request, _("Somebody ended this case a moment ago."))
    else:
        messages.error(request, _("Choose how it ended."))
    return HttpResponseRedirect(reverse("cases:case", args=[id]))


@needs("cases.work", "cases.lead")
@require_POST
def case_reopening(request: HttpRequest, id: UUID) -> HttpResponse:
    """Go on with a case."""
    person = person_of(request.user)
    reopen_case(part_for(person, id, Part.IDENTITY), by=person)
    return HttpResponseRedirect(reverse("cases:case", args=[id]))


def _page_of(request: HttpRequest) -> str:
    """The id of the open page that writes, or a new one."""
    form = PageForm(request.POST)
    return str(form.cleaned_data["page"] if form.is_valid() else uuid4())
