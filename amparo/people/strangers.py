"""In a flood of texts those whom nobody of ours knows stand after the others. None of them is turned away."""

from amparo.core import clock
from amparo.core.sabotage import sabotaged
from amparo.messaging.models import InboundText
from amparo.people.selectors import people_by_index

MANY, MINUTES = 25, 10  # so many numbers within so many minutes reach the same desk


def stands_after_others(index: str, *, desk: str) -> bool:
    """Whether a text of this number is one of very many that strangers send to this desk at this moment."""
    if sabotaged("T20") or people_by_index(index):
        return False
    lately = InboundText.objects.filter(handled_by=desk, created_at__gt=clock.ago(minutes=MINUTES))
    return lately.values("index").distinct().count() >= MANY
