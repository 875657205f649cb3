"""The topics of the live boards. Read by the live process too, which knows no models."""

_RESPONSE = frozenset({"response.dispatch", "response.lead", "response.verify"})
# Who hears of what, by powers: also that something happened, and when, is told only to those whose page shows it.
TOPICS = {
    "call": frozenset({"hotline.answer", "hotline.lead"}),
    "report": _RESPONSE,
    "activation": _RESPONSE,
    "alarm": _RESPONSE,
    "outbox": _RESPONSE | {"hotline.lead", "people.manage", "house.run"},
}
