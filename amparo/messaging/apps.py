from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "amparo.messaging"
    label = "messaging"
