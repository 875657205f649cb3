from django.urls import path

from amparo.keeping.views import public

app_name = "kept"
urlpatterns = [path("", public.what_we_hold, name="what_we_hold")]
