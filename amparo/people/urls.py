from django.urls import URLPattern, URLResolver, path

from amparo.people.views import me, others, welcome

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", others.person_list, name="list"),
    path("lock/", others.everyone_lock, name="everyone_lock"),
    path("me/", me.me, name="me"),
    path("me/languages/", me.my_languages, name="my_languages"),
    path("me/quiet-hours/", me.my_quiet_hours, name="my_quiet_hours"),
    path("me/snooze/", me.my_snooze, name="my_snooze"),
    path("me/consents/<slug:purpose>/", me.my_consent, name="my_consent"),
    path("me/channels/", me.my_channels, name="my_channels"),
    path("me/numbers/", me.my_number, name="my_number"),
    path("me/numbers/<uuid:number>/code/", me.my_number_code, name="my_number_code"),
    path("me/numbers/<uuid:number>/check/", me.my_number_check, name="my_number_check"),
    path("me/numbers/<uuid:number>/first/", me.my_number_first, name="my_number_first"),
    path("me/numbers/<uuid:number>/removal/", me.my_number_removal, name="my_number_removal"),
    path("me/devices/removal/", me.my_devices_removal, name="my_devices_removal"),
    path("me/devices/<slug:key>/removal/", me.my_device_removal, name="my_device_removal"),
    path("welcome/<slug:word>/", welcome.welcome, name="welcome"),
    path("<uuid:public_id>/", others.person_page, name="person"),
    path("<uuid:public_id>/numbers/<uuid:number>/reveal/", others.number_reveal, name="number_reveal"),
    path("<uuid:public_id>/channels/", others.person_channels, name="person_channels"),
    path("<uuid:public_id>/closure/", others.account_closure, name="account_closure"),
]
