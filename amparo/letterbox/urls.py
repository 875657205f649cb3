from django.urls import path

from amparo.letterbox import views

app_name = "letterbox"
urlpatterns = [
    path("", views.report, name="report"),
    path("erase/", views.erasure, name="erasure"),
    path("stories/<uuid:id>/", views.story, name="story"),
]
