from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "amparo.keeping"
    label = "keeping"
