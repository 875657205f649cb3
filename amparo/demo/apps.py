from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "amparo.demo"
    label = "demo"

    def ready(self) -> None:
        from amparo.demo import circles  # noqa: F401
