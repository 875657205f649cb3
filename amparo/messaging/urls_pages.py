"""The pages about messages. They live apart from the carrier's doors, which all check a signature."""

from django.urls import path

from amparo.messaging import views

app_name = "outbox"
urlpatterns = [path("", views.message_list, name="list")]
