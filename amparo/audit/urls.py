from django.urls import path

from amparo.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("verification/", views.verification, name="verification"),
]
