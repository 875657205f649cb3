from django.urls import URLPattern, URLResolver, path

from amparo.response.views import activations, answers, board, places, reports

app_name = "response"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("past/", board.past, name="past"),
    path("alarms/<uuid:public_id>/taking/", board.alarm_taking, name="alarm_taking"),
    path("reports/<uuid:public_id>/", reports.report, name="report"),
    path("reports/<uuid:public_id>/move/", reports.report_move, name="report_move"),
    path("reports/<uuid:public_id>/presence/", reports.report_presence, name="report_presence"),
    path("reports/<uuid:public_id>/place/", reports.report_place, name="report_place"),
    path("reports/<uuid:public_id>/consent/", reports.report_consent, name="report_consent"),
    path("reports/<uuid:public_id>/joining/<uuid:other_id>/", reports.report_joining, name="report_joining"),
    path("reports/<uuid:public_id>/parting/", reports.report_parting, name="report_parting"),
    path("reports/<uuid:public_id>/quota/", activations.quota, name="quota"),
    path("reports/<uuid:public_id>/choice/", activations.choice, name="choice"),
    path("reports/<uuid:public_id>/activation/", activations.activation_opening, name="activation_opening"),
    path("activations/<uuid:public_id>/", activations.activation, name="activation"),
    path("activations/<uuid:public_id>/wave/", activations.activation_wave, name="activation_wave"),
    path("activations/<uuid:public_id>/stopping/", activations.activation_stopping, name="activation_stopping"),
    path("activations/<uuid:public_id>/ending/", activations.activation_ending, name="activation_ending"),
    path("activations/<uuid:public_id>/correction/", activations.activation_correction, name="activation_correction"),
    path("asks/<uuid:public_id>/answer/", answers.ask_answer, name="ask_answer"),
    path("answers/<uuid:public_id>/reading/", answers.answer_reading, name="answer_reading"),
    path("p/<str:link>", places.place, name="place"),
]
