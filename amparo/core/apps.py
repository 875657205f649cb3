from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "amparo.core"
    label = "core"

    def ready(self) -> None:
        """Let every room sign up for what it reacts to, answers and ticks."""
        autodiscover_modules("reactions", "desk", "ticks")
