from amparo.core.events import answers
from amparo.core.sealed import ArrivalsWaitAsked
from amparo.messaging.arriving import spool


@answers(ArrivalsWaitAsked, rank=10)
def texts_wait(_question: ArrivalsWaitAsked) -> bool | None:
    """Texts that wait on this disk may be closed to the arrival key: it is needed until they are home."""
    return True if spool().waiting() or spool().set_aside() else None
