"""Every address of the house. Each room brings its own list."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

# What allauth brings for e-mail addresses, which nobody needs here to have an account.
UNUSED = (
    "email/",
    "confirm-email/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "login/code/confirm/",
    "2fa/trust/",
)


@login_not_required
def page_not_found(_request: HttpRequest) -> HttpResponse:
    """This page does not exist here."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amparo.core.urls")),
    *(path(f"account/{unused}", page_not_found) for unused in UNUSED),
    path("account/", include("allauth.urls")),
    path("carrier/", include("amparo.messaging.urls")),
    path("messages/", include("amparo.messaging.urls_pages")),
    path("vault/", include("amparo.vault.urls")),
    path("", include("amparo.vault.urls_public")),
    path("what-we-hold/", include("amparo.keeping.urls_public")),
    path("keeping/", include("amparo.keeping.urls")),
    path("people/audit/", include("amparo.audit.urls")),
    path("people/", include("amparo.people.urls")),
    path("governance/", include("amparo.governance.urls")),
    path("brakes/", include("amparo.brakes.urls")),
    path("training/", include("amparo.training.urls")),
    path("rota/", include("amparo.rota.urls")),
    path("cases/", include("amparo.cases.urls")),
    path("response/", include("amparo.response.urls")),
    path("report/", include("amparo.letterbox.urls")),
    path("hotline/", include("amparo.hotline.urls")),
]
if settings.MODE != "production":
    urlpatterns.append(path("demo/", include("amparo.demo.urls")))

handler500 = "amparo.core.middleware.server_error"
