from django.urls import path

from amparo.training import views

app_name = "training"
urlpatterns = [
    path("roster/", views.roster, name="roster"),
    path("people/<uuid:public_id>/", views.certificates_of_person, name="of_person"),
    path("people/<uuid:public_id>/certificates/new/", views.certificate_new, name="certificate_new"),
    path("certificates/<uuid:public_id>/revocation/", views.certificate_revocation, name="certificate_revocation"),
]
