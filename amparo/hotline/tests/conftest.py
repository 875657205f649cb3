from amparo.messaging.tests.carrier import carrier

__all__ = ["carrier"]
