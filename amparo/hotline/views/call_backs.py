from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.core.htmx import render_page
from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.hotline.access import call_back_for, message_for
from amparo.hotline.actions.call_backs import (
    answer_by_text,
    finish_call_back,
    own_call_back,
    release_call_back,
    ring_call_back,
)
from amparo.hotline.actions.messages import listen
from amparo.hotline.actions.threads import read_thread
from amparo.hotline.enums import CallBackResult
from amparo.hotline.errors import CallBackAlreadyOwned, CallBackDone, MessageNotHere, NoNumber
from amparo.hotline.forms import AnswerForm, ResultForm
from amparo.hotline.models import CallBack
from amparo.hotline.selectors.desk import duty_of
from amparo.people.access import person_of

answers_or_leads = needs(Power.ANSWER, Power.LEAD_HOTLINE)


def _page(
    request: HttpRequest, item: CallBack, *, answer: AnswerForm | None = None, result: ResultForm | None = None
) -> HttpResponse:
    person = person_of(request.user)
    mine = item.owner_id == person.pk
    context = {
        "item": item, "mine": mine, "now": clock.now(), "duty": duty_of(person), "me": person,
        "thread": read_thread(item, by=person) if mine and item.index else [],
        "sounds": list(item.call.messages.order_by("created_at")) if item.call else [],
        "attempts": list(item.attempts.select_related("by").order_by("created_at")),
        "answer": answer or AnswerForm(auto_id="answer-%s"), "result": result or ResultForm(auto_id="result-%s"),
    }  # fmt: skip
    wrong = (answer is not None and bool(answer.errors)) or (result is not None and bool(result.errors))
    return render_page(request, "hotline/call_back.html", context, partial="item", status=422 if wrong else 200)


@require_safe
@answers_or_leads
def call_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """One call-back: who owns it, until when, what was said and written. Its texts are shown to its owner only."""
    return _page(request, call_back_for(person_of(request.user), id))


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Act, and say how it went; every refusal is a sentence."""
    try:
        act()
    except CallBackAlreadyOwned:
        messages.info(request, _("Somebody else looks after this one already."))
    except CallBackDone:
        messages.info(request, _("This one is done already."))
    except NoNumber:
        messages.warning(request, _("There is no number to reach, here or with you."))
    else:
        messages.success(request, done)


@require_POST
@answers_or_leads
def owner(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a call-back, or give it back to everybody."""
    person = person_of(request.user)
    item = call_back_for(person, id)
    if request.POST.get("wish") == "release" and item.owner_id == person.pk:
        _try(request, lambda: release_call_back(item, by=person), _("Everybody sees it again. The clock runs on."))
        return redirect("hotline:desk")
    _try(request, lambda: own_call_back(item, by=person), _("It is yours. Others see that."))
    return redirect("hotline:call_back", id=item.pk)


@require_POST
@answers_or_leads
def attempts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ring: first the responder, then the other. Nobody sees a number."""
    person = person_of(request.user)
    item = call_back_for(person, id)
    done = _("Your phone rings now. Then we ring them. They see the number of the hotline.")
    _try(request, lambda: ring_call_back(item, by=person), done)
    return redirect("hotline:call_back", id=item.pk)


@require_POST
@answers_or_leads
def texts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer by text. A word that is refused keeps the rest as it was typed."""
    person = person_of(request.user)
    item = call_back_for(person, id)
    form = AnswerForm(request.POST, auto_id="answer-%s")
    if not form.is_valid():
        return _page(request, item, answer=form)
    done = _("Your text is on its way.")
    _try(request, lambda: answer_by_text(item, words=form.cleaned_data["words"], by=person), done)
    return redirect("hotline:call_back", id=item.pk)


@require_POST
@answers_or_leads
def result(request: HttpRequest, id: UUID) -> HttpResponse:
    """Finish with a result; the number is erased then."""
    person = person_of(request.user)
    item = call_back_for(person, id)
    form = ResultForm(request.POST, auto_id="result-%s")
    if not form.is_valid():
        return _page(request, item, result=form)
    how = CallBackResult(form.cleaned_data["result"])
    _try(request, lambda: finish_call_back(item, result=how, by=person), _("Done. The number is erased."))
    return redirect("hotline:desk")


@require_safe
@answers_or_leads
def sound(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sound of a spoken message, closed, for whoever owns its call-back; every listening is written down."""
    person = person_of(request.user)
    message = message_for(person, id)
    if not CallBack.objects.filter(call_id=message.call_id, owner=person).exists():
        raise Http404
    try:
        heard = listen(message, by=person)
    except MessageNotHere:
        raise Http404 from None
    kind = "application/octet-stream" if heard.closed else "audio/wav"
    return HttpResponse(heard.body, content_type=kind, headers={"Content-Disposition": "inline"})
