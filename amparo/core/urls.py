from django.urls import URLPattern, URLResolver, include, path

from amparo.core import views

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("language/", include("django.conf.urls.i18n")),
]
