from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.core.htmx import render_page
from amparo.governance.access import needs
from amparo.people.access import person_of
from amparo.replies.engine import Got, Reply
from amparo.response.access import SENDERS, answer_for, ask_for
from amparo.response.actions.answers import Heard, read_answer, record_answer
from amparo.response.forms import AnswerForm, ReadingForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*SENDERS)
def ask_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what somebody said on the phone; it counts like their own text."""
    ask = ask_for(request.user, public_id)
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        return render_page(request, "response/ask_answer.html", {"ask": ask, "form": form})
    said = form.cleaned_data
    reply = Reply(Got(said["got"]), eta_minutes=said["minutes"])
    record_answer(ask, heard=Heard(reply, said["words"]), by=person_of(request.user))
    messages.success(request, _("Noted for %(name)s.") % {"name": ask.person.display_name})
    return redirect("response:activation", ask.activation_id)


@require_POST
@needs(*SENDERS)
def answer_reading(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what an unclear answer means; the first reading counts."""
    answer = answer_for(request.user, public_id)
    form = ReadingForm(request.POST)
    if form.is_valid():
        read_answer(answer, meaning=form.cleaned_data["meaning"], by=person_of(request.user))
    return redirect("response:activation", answer.ask.activation_id)
