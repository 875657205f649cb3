from django.urls import URLPattern, URLResolver, path

from amparo.cases.views import cases, files, team

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", cases.case_list, name="list"),
    path("new/", cases.case_opening, name="opening"),
    path("renewals/", team.renewals, name="renewals"),
    path("renewals/next/", team.renewals_next, name="renewals_next"),
    path("<uuid:id>/", cases.case_page, name="case"),
    path("<uuid:id>/taking/", cases.case_taking, name="case_taking"),
    path("<uuid:id>/story/", cases.case_story, name="story"),
    path("<uuid:id>/needs/", cases.case_needs, name="needs"),
    path("<uuid:id>/ending/", cases.case_ending, name="case_ending"),
    path("<uuid:id>/reopening/", cases.case_reopening, name="case_reopening"),
    path("<uuid:id>/files/", files.file_beginning, name="files"),
    path("<uuid:id>/files/<uuid:file>/", files.file_bytes, name="file"),
    path("<uuid:id>/files/<uuid:file>/finishing/", files.file_finishing, name="file_finishing"),
    path("<uuid:id>/files/<uuid:file>/removing/", files.file_removing, name="file_removing"),
    path("<uuid:id>/evidence-key/", files.evidence_key, name="evidence_key"),
    path("<uuid:id>/team/", team.team, name="team"),
    path("<uuid:id>/seats/", team.seats, name="seats"),
    path("<uuid:id>/seats/<uuid:seat>/ending/", team.seat_ending, name="seat_ending"),
]
