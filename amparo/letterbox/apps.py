from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    name = "amparo.letterbox"
    label = "letterbox"
