"""The board of a circle: short notes that only its members open."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.core.htmx import render_page
from amparo.vault.access import circle_for, note_for
from amparo.vault.actions.notes import remove_note, write_note
from amparo.vault.errors import ChangedMeanwhile, NotACloseKey
from amparo.vault.forms import NoteForm
from amparo.vault.models import Note
from amparo.vault.sealing import show_again
from amparo.vault.selectors import notes_of
from amparo.vault.views.keys import me


@require_GET
def note_list(request: HttpRequest, circle: str) -> HttpResponse:
    """What the members of a circle noted for one another."""
    found = circle_for(me(request), circle)
    return render_page(request, "vault/note_list.html", {"circle": found, "notes": notes_of(found), "new": uuid4()})


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, circle: str, id: UUID) -> HttpResponse:
    """Write a note or change one. Two who change the same: the second sees both, and loses nothing."""
    found = circle_for(me(request), circle)
    before = Note.objects.filter(pk=id, circle=found).first()
    form = NoteForm(request.POST or None).belongs(found, row=id, note=before)
    shown: dict[str, Any] = {"circle": found, "form": form, "note": before, "id": id}
    if request.method == "GET" or not form.is_valid():
        return render_page(request, "vault/note.html", shown, status=200 if request.method == "GET" else 422)
    sealed = form.cleaned_data["words"]
    try:
        write_note(found, id=id, sealed=sealed, by=me(request))
    except ChangedMeanwhile:
        theirs = shown["note"] = note_for(me(request), circle, id)
        show_again(form, "words", now=theirs.words)
        return render_page(request, "vault/note.html", {**shown, "mine": sealed}, status=422)
    except NotACloseKey:
        messages.error(request, _("These words were not closed for this circle. Please write them again."))
        return HttpResponseRedirect(reverse("vault:notes", args=[circle]))
    messages.success(request, _("Saved, and closed for this circle."))
    return HttpResponseRedirect(reverse("vault:notes", args=[circle]))


@require_POST
def note_removal(request: HttpRequest, circle: str, id: UUID) -> HttpResponse:
    """Take a note off the board."""
    remove_note(note_for(me(request), circle, id), by=me(request))
    return HttpResponseRedirect(reverse("vault:notes", args=[circle]))
