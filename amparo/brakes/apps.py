from django.apps import AppConfig


class BrakesConfig(AppConfig):
    name = "amparo.brakes"
    label = "brakes"
