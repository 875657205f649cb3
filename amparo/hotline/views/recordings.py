from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core.htmx import render_page
from amparo.core.phrases import LANGUAGE_NAMES
from amparo.governance.access import needs
from amparo.governance.enums import Power
from amparo.hotline.actions.recordings import MOST_BYTES, drop_recording, keep_recording
from amparo.hotline.errors import NotASound, NotRecordable
from amparo.hotline.selectors.recordings import PAGE_LANGUAGES, needs_voices, slots_in
from amparo.people.access import person_of


@require_safe
@needs(Power.LEAD_HOTLINE)
def recordings(request: HttpRequest) -> HttpResponse:
    """Every sentence of the line, in one language, and the voice that says it."""
    language = request.GET.get("language", PAGE_LANGUAGES[0])
    if language not in PAGE_LANGUAGES:
        raise Http404
    names = [(code, LANGUAGE_NAMES[code.lower()]) for code in PAGE_LANGUAGES]
    context = {
        "slots": slots_in(language),
        "spoken": language,
        "names": names,
        "needs_voices": needs_voices(language),
    }
    return render_page(request, "hotline/recordings.html", context)


@require_POST
@needs(Power.LEAD_HOTLINE)
def recording(request: HttpRequest, slot: str, language: str) -> HttpResponse:
    """Keep a recording of one sentence."""
    file = request.FILES.get("audio")
    audio = file.read(MOST_BYTES + 1) if file else b""
    try:
        keep_recording(slot, language=language, audio=audio, by=person_of(request.user))
        messages.success(request, _("Done: callers hear your recording from now on."))
    except NotASound:
        messages.error(request, _("That is no WAV or MP3 file of at most 2 MB. Nothing was changed."))
    except NotRecordable:
        raise Http404 from None
    return _back(language)


@require_POST
@needs(Power.LEAD_HOTLINE)
def recording_removal(request: HttpRequest, slot: str, language: str) -> HttpResponse:
    """Let the carrier's voice say one sentence again."""
    if drop_recording(slot, language=language, by=person_of(request.user)):
        messages.success(request, _("Done: the carrier's voice says it again."))
    return _back(language)


def _back(language: str) -> HttpResponse:
    return redirect(f"{reverse('hotline:recordings')}?language={language}")
