"""The first time somebody comes in: an invitation shows itself on GET and acts on POST, once."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.core.htmx import render_page
from amparo.people.actions import open_account
from amparo.people.errors import InvitationOver
from amparo.people.forms import WelcomeForm
from amparo.people.selectors import invitation_by

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_not_required
def welcome(request: HttpRequest, word: str) -> HttpResponse:
    """Open the account of the person to whom this link was given."""
    invitation = invitation_by(word)
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if invitation is None:
        return render_page(request, "people/welcome_over.html", status=404)
    if not form.is_valid():
        return render_page(request, "people/welcome.html", {"form": form, "person": invitation.person})
    try:
        person = open_account(invitation, password=form.cleaned_data["password"])
    except InvitationOver:
        return render_page(request, "people/welcome_over.html", status=404)
    login(request, person, backend=BACKEND)
    record_authentication(request, person, method="code", reauthenticated=True)
    return HttpResponseRedirect(reverse("mfa_index"))
