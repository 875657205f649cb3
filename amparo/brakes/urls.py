from django.urls import path

from amparo.brakes import views

app_name = "brakes"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("alarms/<uuid:public_id>/taking/", views.alarm_taking, name="alarm_taking"),
    path("lifts/new/", views.lift_new, name="lift_new"),
    path("canaries/new/", views.canary_new, name="canary_new"),
    path("exports/", views.exports, name="exports"),
    path("exports/<uuid:public_id>/agreement/", views.export_agreement, name="export_agreement"),
    path("exports/<uuid:public_id>/file/", views.export_file, name="export_file"),
]
