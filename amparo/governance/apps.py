from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "amparo.governance"
    label = "governance"
