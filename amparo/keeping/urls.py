from django.urls import path

from amparo.keeping.views import inside

app_name = "keeping"
urlpatterns = [
    path("", inside.overview, name="overview"),
    path("clock/", inside.clock_confirmation, name="clock"),
    path("holds/new/", inside.hold_new, name="hold_new"),
    path("holds/<uuid:public_id>/end/", inside.hold_end, name="hold_end"),
    path("demand/", inside.demand, name="demand"),
]
