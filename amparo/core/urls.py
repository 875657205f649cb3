from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from amparo.core import views, views_style

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("help/<slug:room>/", views.help_of_room, name="help_of_room"),
    path("language/", login_not_required(set_language), name="set_language"),
]
if settings.MODE != "production":
    urlpatterns.append(path("style/", login_not_required(views_style.style), name="style"))
