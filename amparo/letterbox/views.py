import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from amparo.core.htmx import render_page
from amparo.core.phrases import LANGUAGE_NAMES
from amparo.core.sealed import closing_of
from amparo.governance.access import needs
from amparo.letterbox.access import READERS, letter_for
from amparo.letterbox.actions import read_letter, take_back_letter, take_letter
from amparo.letterbox.flood import is_flood, net_of
from amparo.letterbox.forms import SUM, CodeForm, LetterForm, SumForm, letter_of, new_token
from amparo.letterbox.selectors import Question, story_place
from amparo.messaging.inbound import TRIAGE
from amparo.people.access import person_of

PAGES = {code.lower(): code for code, _name in settings.LANGUAGES}
Page = Callable[[HttpRequest], HttpResponse]


def for_strangers(page: Page) -> Page:
    """A page for people without an account: no cookie, no referrer, no copy, in the language that they chose on it."""

    @wraps(page)
    def quiet(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "").lower()
        with translation.override(PAGES.get(chosen, translation.get_language() or "en")):
            answer = page(request)
            answer.headers["Content-Language"] = translation.get_language() or "en"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return csrf_exempt(login_not_required(require_http_methods(["GET", "HEAD", "POST"])(quiet)))


def _shown(**more: Any) -> dict[str, Any]:
    here = translation.get_language()
    names = [{"code": code, "name": LANGUAGE_NAMES[code], "here": code == here} for code in PAGES]
    return {"languages": names, "exit": settings.QUICK_EXIT, "number": settings.HOTLINE_NUMBER, **more}


@for_strangers
def report(request: HttpRequest) -> HttpResponse:
    """Tell us what happens, without an account. Sent twice it is one; in a flood it is asked one question more."""
    if request.method != "POST":
        return _form(request, LetterForm(), token=new_token())
    form = LetterForm(request.POST)
    token = str(form["token"].value() or "")
    letter = letter_of(token)
    if letter is None:  # a form that is not ours, or one that was changed: what was typed stays
        return _form(request, form, token=new_token())
    if not form.is_valid():
        return _form(request, form, token=token)
    net = net_of(request)
    low = is_flood(net)
    if low and not SumForm(request.POST).is_right():
        return _form(request, form, token=token, ask=True)
    code = take_letter(letter, seen=form.seen(), story=form.told(), language=_spoken(), net=net, low=low)
    return render(request, "letterbox/sent.html", _shown(code=code))


def _spoken() -> str:
    return {"pt-br": "pt-BR"}.get(translation.get_language() or "en", translation.get_language() or "en")


def _form(request: HttpRequest, form: LetterForm, *, token: str, ask: bool = False) -> HttpResponse:
    question = Question(2 + secrets.randbelow(8), 1 + secrets.randbelow(9)) if ask else None
    letter, closing = letter_of(token), closing_of(TRIAGE)
    context = _shown(
        form=form, token=token, closing=closing, place=story_place(letter) if letter else None,
        question=question, sum=signing.dumps(question.answer, salt=SUM) if question else "",
    )  # fmt: skip
    wrong = ask or (form.is_bound and bool(form.errors))
    return render(request, "letterbox/report.html", context, status=422 if wrong else 200)


@for_strangers
def erasure(request: HttpRequest) -> HttpResponse:
    """Take a letter back by its code. Whether a code exists is told to nobody who does not have it."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        take_back_letter(form.cleaned_data["code"])
        return render(request, "letterbox/erased.html", _shown())
    return render(request, "letterbox/erasure.html", _shown(form=form), status=422 if form.is_bound else 200)


@require_safe
@needs(*READERS)
def story(request: HttpRequest, id: UUID) -> HttpResponse:
    """What happened, in the words of whoever wrote to us, for people who answer or dispatch; the reading is written down."""
    letter = read_letter(letter_for(request.user, id), by=person_of(request.user))
    return render_page(request, "letterbox/story.html", {"letter": letter})
