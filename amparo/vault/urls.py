from django.urls import URLPattern, URLResolver, path

from amparo.vault.views import circles, founding, keys, me, notes, session

app_name = "vault"
urlpatterns: list[URLPattern | URLResolver] = [
    path("keys/", keys.keys, name="keys"),
    path("closing/", keys.closing, name="closing"),
    path("directory/", keys.directory, name="directory"),
    path("session-key/", session.session_key, name="session_key"),
    path("founding/", founding.founding, name="founding"),
    path("me/", me.my_keys, name="my_keys"),
    path("me/enrolment/", me.enrolment, name="enrolment"),
    path("me/keys/", me.keys_made, name="keys_made"),
    path("me/keys/removal/", me.keys_given_up, name="keys_given_up"),
    path("me/ways-in/", me.ways_in, name="ways_in"),
    path("me/ways-in/new/", me.new_phrase, name="way_in_new"),
    path("me/ways-in/<uuid:id>/proof/", me.way_proof, name="way_proof"),
    path("me/ways-in/<uuid:id>/removal/", me.way_removal, name="way_removal"),
    path("me/first-line/", me.first_line, name="first_line"),
    path("circles/", circles.circle_list, name="circles"),
    path("circles/<slug:circle>/", circles.circle, name="circle"),
    path("circles/<slug:circle>/ring/", circles.ring, name="ring"),
    path("circles/<slug:circle>/people/<uuid:person>/", circles.candidate, name="candidate"),
    path("circles/<slug:circle>/admission/", circles.admission, name="admission"),
    path("circles/<slug:circle>/removal/", circles.removal, name="removal"),
    path("circles/<slug:circle>/key/", circles.next_key, name="next_key"),
    path("circles/<slug:circle>/proposals/", circles.proposals, name="proposals"),
    path(
        "circles/<slug:circle>/proposals/<uuid:id>/withdrawal/", circles.proposal_withdrawal, name="proposal_withdrawal"
    ),
    path("circles/<slug:circle>/notes/", notes.note_list, name="notes"),
    path("circles/<slug:circle>/notes/<uuid:id>/", notes.note, name="note"),
    path("circles/<slug:circle>/notes/<uuid:id>/removal/", notes.note_removal, name="note_removal"),
]
