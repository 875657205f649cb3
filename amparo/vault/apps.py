from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "amparo.vault"
    label = "vault"

    def ready(self) -> None:
        from amparo.vault import desk  # noqa: F401
