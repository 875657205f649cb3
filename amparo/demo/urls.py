from django.urls import path

from amparo.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("clock/", views.demo_clock, name="clock"),
    path("login/<slug:slug>/", views.demo_login, name="login"),
]
