from django.urls import URLPattern, URLResolver, path

from amparo.hotline.views import call_backs, desk, duty, intake, recordings

app_name = "hotline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("duty/", duty.duty, name="duty"),
    path("calls/<uuid:id>/end/", desk.call_end, name="call_end"),
    path("call-backs/<uuid:id>/", call_backs.call_back, name="call_back"),
    path("call-backs/<uuid:id>/owner/", call_backs.owner, name="call_back_owner"),
    path("call-backs/<uuid:id>/attempts/", call_backs.attempts, name="call_back_attempts"),
    path("call-backs/<uuid:id>/texts/", call_backs.texts, name="call_back_texts"),
    path("call-backs/<uuid:id>/result/", call_backs.result, name="call_back_result"),
    path("messages/<uuid:id>/sound/", call_backs.sound, name="message_sound"),
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<slug:slot>/<str:language>/", recordings.recording, name="recording"),
    path("recordings/<slug:slot>/<str:language>/removal/", recordings.recording_removal, name="recording_removal"),
    path("intakes/", intake.paper, name="paper"),
    path("intakes/<uuid:origin>/", intake.intake, name="intake"),
    path("intakes/<uuid:origin>/attachment/", intake.attachment, name="intake_attachment"),
    path("intakes/<uuid:origin>/ending/", intake.ending, name="intake_ending"),
    path("intakes/<uuid:origin>/story/", intake.intake_story, name="intake_story"),
    path("intakes/<uuid:origin>/owner/", intake.owner, name="intake_owner"),
]
