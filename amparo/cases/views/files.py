"""Photos and documents of a case, as closed bytes: they come in piece by piece and go out as a download, never as a page."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.audit.actions import record
from amparo.cases import store
from amparo.cases.access import file_for, part_for
from amparo.cases.actions.files import add_evidence_key, begin_file, finish_file, remove_file
from amparo.cases.errors import CaseClosed, DiskFull, NotComplete, NotWhole, OpenBytes, TooLarge, TooMany
from amparo.cases.models import SealedFile
from amparo.cases.views.wire import part_key_of, sealed_of
from amparo.core.doors import needs
from amparo.people.access import person_of
from amparo.vault.enums import Part
from amparo.vault.errors import NotACloseKey, NotVouched, NotYetProven
from amparo.vault.views.wire import BadRequestBody, as_id, as_words, asked, refused, rows, wrap_of


def _ended() -> JsonResponse:
    return refused(_("Somebody ended this case a moment ago."))


def _too_large() -> JsonResponse:
    return refused(
        _("This file is larger than %(most)s MB. It was not added.") % {"most": settings.FILE_MB}, status=413
    )


def _disk_full() -> JsonResponse:
    return refused(_("The house has no room for this file now. Tell whoever runs the system."), status=422)


def _failed() -> JsonResponse:
    return refused(_("That did not go through. Nothing was changed. Please try again."))


@needs("cases.work", "cases.lead")
@require_POST
def file_beginning(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin to add a file: whether it is too large is said before anything is sent."""
    person = person_of(request.user)
    found = part_for(person, id, Part.IDENTITY)
    part_for(person, id, Part.EVIDENCE)
    said = asked(request)
    size = said.get("size")
    if not isinstance(size, int) or size < 0:
        return _failed()
    if size > settings.FILE_MB * store.MEGABYTE:
        return _too_large()
    if not store.room_for(size):
        return _disk_full()
    try:
        file = begin_file(found, id=as_id(said.get("id")), by=person)
    except CaseClosed:
        return _ended()
    except TooMany:
        return refused(_("This case has as many files as it may have. Remove one that nobody needs."))
    except (BadRequestBody, NotComplete):
        return _failed()
    return JsonResponse({"address": reverse("cases:file", args=[id, file.pk])})


@needs("cases.work", "cases.lead")
@require_http_methods(["GET", "POST"])
def file_bytes(request: HttpRequest, id: UUID, file: UUID) -> HttpResponseBase:
    """The closed bytes of a file to whoever may open it; or one more piece from whoever adds it."""
    person = person_of(request.user)
    found = file_for(person, id, file)
    if request.method == "GET":
        return _served(request, found)
    if found.by_id != person.pk or found.finished_at is not None:
        raise Http404
    at, size = request.headers.get("X-At", ""), request.headers.get("Content-Length", "")
    if not (at.isdigit() and size.isdigit() and len(at) < 16) or not 0 < int(size) <= store.PIECE:
        return _failed()
    piece = request.read(store.PIECE + 1)
    try:
        have = store.append(found.pk, piece, at=int(at))
    except TooLarge:
        return _too_large()
    except DiskFull:
        return _disk_full()
    except OpenBytes:
        return refused(_("This file was not closed before it was sent, so it was not kept."))
    return JsonResponse({"have": have}, status=200 if have == int(at) + len(piece) else 409)


def _served(request: HttpRequest, file: SealedFile) -> HttpResponseBase:
    if file.finished_at is None:
        raise Http404
    try:
        size = store.path_of(file.pk).stat().st_size
    except FileNotFoundError:
        return refused(_("This file is not there any more. Tell whoever runs the system."))
    record("case.file_read", actor=person_of(request.user), subject=file.case, file=str(file.pk))
    answer = StreamingHttpResponse(store.pieces(file.pk), content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.pk}.age"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@needs("cases.work", "cases.lead")
@require_POST
def file_finishing(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """Everything was sent: it is kept when the disk has what the browser sent."""
    person = person_of(request.user)
    found = file_for(person, id, file)
    if found.by_id != person.pk:
        raise Http404
    try:
        said = asked(request)
        details, size = sealed_of({**said, "seen": ""}), said.get("size")
        if details is None or not isinstance(size, int):
            raise BadRequestBody
        sent = store.Measured(size, as_words(said.get("digest"), most=64))
        finish_file(found, by=person, details=details, sent=sent, there=store.measure(found.pk))
    except CaseClosed:
        return _ended()
    except NotWhole:
        return refused(_("This file did not arrive whole, so it was not kept. Please add it again."))
    except NotComplete:
        return refused(_("This case got new keys meanwhile. Load the page again, then add the file again."))
    except BadRequestBody:
        return _failed()
    return JsonResponse({"added": True})


@needs("cases.work", "cases.lead")
@require_POST
def file_removing(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """Let a file go for good."""
    person = person_of(request.user)
    part_for(person, id, Part.IDENTITY)
    try:
        remove_file(file_for(person, id, file), by=person)
        messages.success(request, _("Removed, for good."))
    except CaseClosed:
        messages.error(request, _("Somebody ended this case a moment ago."))
    return HttpResponseRedirect(reverse("cases:case", args=[id]))


@needs("cases.work", "cases.lead")
@require_POST
def evidence_key(request: HttpRequest, id: UUID) -> HttpResponse:
    """The key of the evidence of a case that was opened without one; if somebody made it meanwhile, theirs."""
    person = person_of(request.user)
    found = part_for(person, id, Part.IDENTITY)
    try:
        said = asked(request)
        made, wraps = part_key_of(said.get("made")), [wrap_of(each) for each in rows(said.get("wraps"))]
        key = add_evidence_key(found, by=person, key=made, wraps=wraps)
    except CaseClosed:
        return _ended()
    except (NotYetProven, NotVouched):
        return refused(_("This person's keys could not be confirmed. Nothing was changed."))
    except (BadRequestBody, NotComplete, NotACloseKey):
        return _failed()
    return JsonResponse({"key": str(key.pk)})
