from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "amparo.rota"
    label = "rota"
