"""A switch that takes one control out, so that a test shows it would notice: ``SABOTAGE=T12 pytest -k t12`` must fail.

The names are the rows of the threat table in SECURITY.md. In a production there is no switch: nothing is ever taken out, and
the settings refuse to start while the variable is set.
"""

from django.conf import settings

_OUT = frozenset() if settings.MODE == "production" else frozenset(settings.SABOTAGE)


def sabotaged(threat: str) -> bool:
    """Whether the control against this threat was taken out on purpose. In a production never."""
    return threat in _OUT
