from django.urls import URLPattern, URLResolver, path

from amparo.rota import views

app_name = "rota"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.week, name="week"),
    path("mine/", views.mine, name="mine"),
    path("people/<uuid:public_id>/", views.duties_of_person, name="of_person"),
    path("people/<uuid:public_id>/patterns/new/", views.pattern_new, name="pattern_new"),
    path("patterns/<uuid:public_id>/end/", views.pattern_end, name="pattern_end"),
    path("patterns/<uuid:public_id>/cancellations/<str:day>/", views.shift_cancellation, name="shift_cancellation"),
    path("shifts/new/", views.shift_new, name="shift_new"),
    path("shifts/<uuid:public_id>/removal/", views.override_removal, name="override_removal"),
    path("duties/<slug:duty>/on/", views.clocking_in, name="clocking_in"),
    path("duties/<slug:duty>/off/", views.clocking_out, name="clocking_out"),
    path("duties/<slug:duty>/break/", views.pausing, name="pausing"),
]
