"""Every address of the house. Each room brings its own list."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amparo.core.urls")),
    path("account/", include("allauth.urls")),
    path("carrier/", include("amparo.messaging.urls")),
    path("messages/", include("amparo.messaging.urls_pages")),
    path("people/audit/", include("amparo.audit.urls")),
    path("people/", include("amparo.people.urls")),
    path("governance/", include("amparo.governance.urls")),
    path("training/", include("amparo.training.urls")),
    path("rota/", include("amparo.rota.urls")),
    path("response/", include("amparo.response.urls")),
    path("hotline/", include("amparo.hotline.urls")),
]
if settings.MODE != "production":
    urlpatterns.append(path("demo/", include("amparo.demo.urls")))
