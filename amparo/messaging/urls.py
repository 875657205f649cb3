"""The carrier's doors. Every one checks the carrier's signature, but the recorded sentences, which it only plays."""

from django.urls import path

from amparo.messaging.channels.twilio_compat import webhooks

app_name = "messaging"
urlpatterns = [
    path("voice/inbound/", webhooks.call_started, name="call_started"),
    path("voice/step/<slug:token>/<slug:step>/", webhooks.call_step, name="call_step"),
    path("voice/wait/<slug:token>/<slug:step>/", webhooks.call_wait, name="call_wait"),
    path("voice/ended/", webhooks.call_ended, name="call_ended"),
    path("voice/leg/<slug:token>/", webhooks.leg_changed, name="leg_changed"),
    path("voice/room/", webhooks.room_changed, name="room_changed"),
    path("voice/message/<slug:token>/", webhooks.message_taken, name="message_taken"),
    path("voice/fallback/", webhooks.call_fallback, name="call_fallback"),
    path("voice/prompt/<slug:slot>.<str:language>.wav", webhooks.prompt, name="prompt"),
    path("text/inbound/", webhooks.text_received, name="text_received"),
    path("text/status/<slug:reference>/", webhooks.text_state, name="text_state"),
]
