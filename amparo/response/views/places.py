from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.core.guarded import keyed_hash
from amparo.core.phrases import LANGUAGE_NAMES
from amparo.people.selectors import folded
from amparo.replies.engine import Got, Reply
from amparo.response.access import ask_of_link
from amparo.response.actions.answers import Heard, record_answer
from amparo.response.actions.places import Place, see_place
from amparo.response.enums import ANSWERABLE, OUT, AskState
from amparo.response.forms import PlaceForm
from amparo.response.models import Ask
from amparo.response.selectors.boards import is_over

GUESSES, GUESS_SECONDS = 20, 600
PAGES = {code.lower(): code for code, _name in settings.LANGUAGES}


@csrf_exempt  # the secret link is the only authority here; no cookie is used, and no referrer is sent that could be checked
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, link: str) -> HttpResponse:
    """The page of one responder: looking never acts, the place stands there only after "going", and for two hours."""
    ask = ask_of_link(link)
    if ask is None:
        return _unknown(request)
    with translation.override(_language(request, ask)):
        if request.method == "POST":
            form = PlaceForm(request.POST)
            if form.is_valid():
                record_answer(ask, heard=Heard(Reply(Got(form.cleaned_data["got"]))), by=ask.person)
            answer: HttpResponse = HttpResponseRedirect(request.get_full_path())
        else:
            answer = render(request, "response/place.html", _shown(ask))
    return _quiet(answer)


def _shown(ask: Ask) -> dict[str, Any]:
    shown = see_place(ask, by=ask.person)
    languages = [
        {"code": code, "name": LANGUAGE_NAMES[code], "here": code == translation.get_language()} for code in PAGES
    ]
    over = is_over(ask.activation)
    return {
        "shown_state": AskState.COVERED if over and ask.state in (*ANSWERABLE, AskState.CONDITIONAL) else ask.state,
        "lines": _lines(shown, ask.activation.report.town) if shown else [],
        "ask": ask, "report": ask.activation.report, "over": over, "out": ask.state in OUT,
        "may_go": not over and ask.state in (*ANSWERABLE, AskState.CANNOT),
        "place": shown, "languages": languages, "until": ask.link_until,
    }  # fmt: skip


def _lines(place: Place, town: str) -> list[str]:
    """The place as it was told, then what that does not say yet: the street or crossing, and the town, each once."""
    told = place.exact or place.area or town
    rest = [each for each in (place.area, town) if each and folded(each) not in folded(told)]
    return [told, ", ".join(dict.fromkeys(rest))]


def _language(request: HttpRequest, ask: Ask) -> str:
    """What the reader chose on this page, else the language they are written to in, else English."""
    chosen = request.GET.get("lang", "").lower()
    return next((PAGES[code] for code in (chosen, ask.person.language.lower()) if code in PAGES), "en")


def _unknown(request: HttpRequest) -> HttpResponse:
    """A link that is not one of ours. Whoever tries many gets nothing more for a while; right links go on working."""
    key = "guesses." + keyed_hash("address", request.META.get("REMOTE_ADDR", ""))[:32]
    tries = cache.get(key, 0) + 1
    cache.set(key, tries, GUESS_SECONDS)
    many = tries > GUESSES
    return _quiet(render(request, "response/place_unknown.html", {"many": many}, status=429 if many else 404))


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    return answer
