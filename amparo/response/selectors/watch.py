"""Whether what happens by itself still happens."""

from datetime import timedelta

from amparo.core import clock
from amparo.response.models import CheckIn, LadderStep

LATE = timedelta(seconds=60)


def standing_still() -> bool:
    """Something that was due by itself is a minute late: the worker has stopped, or cannot keep up."""
    late = clock.now() - LATE
    steps = LadderStep.objects.filter(done_at=None, due_at__lt=late, activation__ending=None).exists()
    return steps or CheckIn.objects.filter(sent_at=None, due_at__lt=late).exists()
