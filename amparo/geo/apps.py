from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "amparo.geo"
    label = "geo"
