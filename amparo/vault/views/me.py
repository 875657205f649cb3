"""My own keys: making them, the ways in to them, and what happens when a phone is lost."""

import secrets
from base64 import b64encode
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core.doors import powers_of
from amparo.core.htmx import render_page
from amparo.vault.actions.directory import add_line
from amparo.vault.actions.enrolment import WayIn, add_way_in, give_up_keys, make_keys, prove_way_in, remove_way_in
from amparo.vault.directory import the_directory
from amparo.vault.enums import Opens
from amparo.vault.errors import DirectoryMovedOn, HasKeysAlready, NotACloseKey, NotProven, NotVouched, OneWayMustStay
from amparo.vault.models import DirectoryEntry, Unlocker
from amparo.vault.selectors import circles_of, is_proven, living_key_of, unfinished_key_of
from amparo.vault.views.keys import line_of, me
from amparo.vault.views.wire import BadRequestBody, as_bytes, as_id, as_words, asked, refused

WORD = "vault_word"


@require_GET
def my_keys(request: HttpRequest) -> HttpResponse:
    """What opens my keys, which circles I am in, and what to do when a phone is lost."""
    key = living_key_of(me(request))
    ways = key.unlockers.exclude(proven_at=None).order_by("created_at") if key else Unlocker.objects.none()
    found = the_directory()
    shown = {
        "key": key, "ways": ways, "circles": circles_of(me(request)), "vouched": me(request).pk in found.people,
        "may_set_up": may_set_up(request), "waits": not found.people and not may_set_up(request),
    }  # fmt: skip
    return render_page(request, "vault/my_keys.html", shown)


def may_set_up(request: HttpRequest) -> bool:
    """Whether this person makes the first keys of the house: nobody has any, and they run it."""
    return "house.run" in powers_of(request) and not DirectoryEntry.objects.exists()


@require_GET
def enrolment(request: HttpRequest) -> HttpResponse:
    """Make my keys: on this page and nowhere else, in three steps."""
    if living_key_of(me(request)):
        return my_keys(request)
    found = the_directory()
    if not found.people and not may_set_up(request):
        return my_keys(request)
    return render_page(request, "vault/enrolment.html", {"root": found.root, "first": not found.people})


@require_GET
def new_phrase(request: HttpRequest) -> HttpResponse:
    """Seven new words, a sheet printed anew, or one more passkey."""
    if not living_key_of(me(request)):
        raise Http404
    return render_page(request, "vault/way_in_new.html")


@require_POST
def keys_made(request: HttpRequest) -> HttpResponse:
    """The public halves that my browser made."""
    said = asked(request)
    if not DirectoryEntry.objects.exists() and not may_set_up(request):
        raise Http404
    try:
        key = make_keys(
            me(request),
            recipient=as_words(said.get("recipient"), most=80),
            signer=as_words(said.get("signer"), most=64),
        )
    except (BadRequestBody, NotACloseKey, IntegrityError):
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    except HasKeysAlready:
        return refused(_("You have keys already. Open them with your passkey or your seven words."))
    return JsonResponse({"key": str(key.pk)})


@require_http_methods(["GET", "POST"])
def ways_in(request: HttpRequest) -> HttpResponse:
    """My closed keys, one for each way in; or one more of them, with the word that proves it."""
    key = unfinished_key_of(me(request))
    if key is None:
        return JsonResponse({"ways": [], "signer": "", "recipient": ""})
    if request.method == "GET":
        ways = [shown_way(each) for each in key.unlockers.order_by("created_at")]
        return JsonResponse({"ways": ways, "signer": key.signer, "recipient": key.recipient, "proven": is_proven(key)})
    try:
        way = way_of(asked(request))
        with transaction.atomic():
            made = add_way_in(key, way=way, by=me(request))
    except (BadRequestBody, NotACloseKey, IntegrityError, ValueError):
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    word = request.session[WORD] = secrets.token_hex(16)
    return JsonResponse({"way": shown_way(made), "word": word})


def way_of(said: dict[str, object]) -> WayIn:
    return WayIn(
        id=as_id(said.get("id")), opens=Opens(as_words(said.get("opens"))),
        credential=as_words(said.get("credential", "")), closed=as_bytes(said.get("closed")),
    )  # fmt: skip


def shown_way(way: Unlocker) -> dict[str, object]:
    closed = b64encode(bytes(way.closed)).decode()
    proven = way.proven_at is not None
    return {"id": str(way.pk), "opens": way.opens, "credential": way.credential, "closed": closed, "proven": proven}


def my_way(request: HttpRequest, id: UUID) -> Unlocker:
    """One of my own ways in; anybody else's does not exist."""
    way = (
        Unlocker.objects.filter(pk=id, key__person_id=me(request).pk, key__retired_at=None)
        .select_related("key")
        .first()
    )
    if way is None:
        raise Http404
    return way


@require_POST
def way_proof(request: HttpRequest, id: UUID) -> HttpResponse:
    """The keys that this way in opened have signed the word I was given."""
    way = my_way(request, id)
    try:
        signature = as_words(asked(request).get("signature"), most=128)
        prove_way_in(way, nonce=request.session.pop(WORD, ""), signature=signature, by=me(request))
    except (BadRequestBody, NotProven):
        return refused(_("This did not open your keys. Please try once more."))
    return JsonResponse({"proven": True, "done": is_proven(way.key)})


@require_POST
def way_removal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Forget a way in, such as a lost phone's passkey."""
    try:
        remove_way_in(my_way(request, id), by=me(request))
    except OneWayMustStay:
        messages.error(request, _("Two ways in must stay, and one of them is your seven words. Add another first."))
    else:
        messages.success(request, _("Removed. It opens your keys no more."))
    return HttpResponseRedirect(reverse("vault:my_keys"))


@require_POST
def keys_given_up(request: HttpRequest) -> HttpResponse:
    """No way in is left to me: I make new keys, and my circles admit me anew."""
    give_up_keys(me(request), by=me(request))
    return HttpResponseRedirect(reverse("vault:enrolment"))


@require_POST
def first_line(request: HttpRequest) -> HttpResponse:
    """The list of keys begins with whoever runs the house; their own signature is its first line."""
    key = living_key_of(me(request))
    if key is None or not may_set_up(request):
        raise Http404
    try:
        line = line_of(asked(request))
        if line.signer != line.vouched_by or line.signer != key.signer:
            raise NotVouched
        add_line(me(request).pk, line=line, by=me(request))
    except (BadRequestBody, NotVouched, DirectoryMovedOn):
        return refused(_("That did not go through. Nothing was changed. Please try again."))
    return JsonResponse({"added": True})
