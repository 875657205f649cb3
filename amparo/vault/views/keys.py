"""What a browser asks for while it opens and closes: closed keys, public keys, and the directory they are checked against."""

from itertools import islice
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amparo.audit.actions import record
from amparo.core.doors import powers_of
from amparo.core.events import announce, ask
from amparo.core.sealed import ClosingAsked
from amparo.vault.actions.directory import add_line
from amparo.vault.errors import DirectoryMovedOn, NotVouched, ReadingStopped
from amparo.vault.events import KeysHandedOut, ReadingRefused
from amparo.vault.models import DirectoryEntry, Key
from amparo.vault.selectors import Opened, circles_of, keys_open_to, living_key_of
from amparo.vault.someone import Someone
from amparo.vault.views.wire import BadRequestBody, as_id, as_words, asked, refused

MOST = 120


def me(request: HttpRequest) -> Someone:
    """Whoever is signed in; the doors before let nobody else get here."""
    assert request.user.is_authenticated
    return request.user


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The closed keys that lead to these, as far as the chain ends at whoever asks. Others are not there, known or unknown."""
    try:
        ids = {as_id(each) for each in islice(request.GET.getlist("id"), MOST)}
    except BadRequestBody:
        raise Http404 from None
    found = keys_open_to(me(request), ids)
    try:
        _hand_out(me(request), [id for id in ids if id in found])
    except ReadingStopped:
        announce(ReadingRefused(me(request).pk))
        return refused(_("You have opened a lot in a short time. Wait a little, or ask a coordinator."), status=429)
    return JsonResponse({str(id): _shown(each) for id, each in found.items()})


@transaction.atomic
def _hand_out(person: Someone, ids: list[UUID]) -> None:
    if ids:
        announce(KeysHandedOut(person.pk, tuple(ids)))
        record("vault.keys_read", actor=person, keys=len(ids), first=str(ids[0]))


def _shown(opened: Opened) -> dict[str, object]:
    return {**shown_key(opened.key), "wraps": opened.wraps}


def shown_key(key: Key) -> dict[str, object]:
    """A key's public half and who signed for it."""
    return {
        "id": str(key.pk), "recipient": key.recipient, "kind": key.kind, "circle": key.circle.name if key.circle else "",
        "subject": str(key.subject or ""), "part": key.part, "version": key.version, "retired": key.retired_at is not None,
        "signed_by": key.signed_by, "signature": key.signature,
    }  # fmt: skip


@require_GET
def closing(request: HttpRequest) -> HttpResponse:
    """With which key one of my circles closes now."""
    name = request.GET.get("circle", "")
    if not circles_of(me(request)).filter(name=name).exists():
        raise Http404
    found = ask(ClosingAsked(name))
    key = Key.objects.select_related("circle").get(pk=found.key)
    return JsonResponse(shown_key(key))


@require_http_methods(["GET", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """The whole signed list; or one line more, by somebody who is in it. The first line is written when the list is set up."""
    if request.method == "GET":
        return JsonResponse({"lines": [shown_line(each) for each in DirectoryEntry.objects.order_by("id")]})
    mine = living_key_of(me(request))
    if mine is None or not DirectoryEntry.objects.exists():
        raise Http404
    try:
        line = line_of(asked(request))
        if line.vouched_by != mine.signer or not _may_say(request, line):
            raise NotVouched
        add_line(line.subject, line=line, by=me(request))
    except BadRequestBody:
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    except DirectoryMovedOn:
        return refused(_("Somebody else was added just now. Please try again."), status=409)
    except NotVouched:
        return refused(_("This person's keys could not be confirmed. Nothing was changed."))
    return JsonResponse({"added": True})


def _may_say(request: HttpRequest, line: DirectoryEntry) -> bool:
    """Members of circles vouch for those whom they admit. To take somebody out is for whoever runs the house."""
    if "house.run" in powers_of(request):
        return True
    return bool(line.recipient) and circles_of(me(request)).exists()


FIELDS = ("recipient", "signer", "vouched_by", "signature", "previous")


def shown_line(line: DirectoryEntry) -> dict[str, str]:
    return {"subject": str(line.subject), **{name: getattr(line, name) for name in FIELDS}}


def line_of(said: dict[str, object]) -> DirectoryEntry:
    """A line as a browser sent it; nothing of it is believed yet."""
    return DirectoryEntry(
        subject=as_id(said.get("subject")), **{name: as_words(said.get(name), most=128) for name in FIELDS}
    )
