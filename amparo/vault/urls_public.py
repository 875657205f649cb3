from django.urls import path

from amparo.vault.views import public

app_name = "promises"
urlpatterns = [
    path("threats/", public.threats, name="threats"),
    path("not-protected/", public.not_protected, name="not_protected"),
]
