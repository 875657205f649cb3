from django.urls import path

from amparo.governance import views

app_name = "governance"
urlpatterns = [
    path("", views.body_list, name="bodies"),
    path("bodies/<uuid:public_id>/", views.body_page, name="body"),
    path("people/<uuid:public_id>/", views.mandates_of_person, name="of_person"),
    path("people/<uuid:public_id>/mandates/new/", views.mandate_new, name="mandate_new"),
    path("people/<uuid:public_id>/invitation/", views.invitation, name="invitation"),
    path("mandates/<uuid:public_id>/end/", views.mandate_end, name="mandate_end"),
    path("invitations/new/", views.invitation_new, name="invitation_new"),
]
