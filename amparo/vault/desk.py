"""The vault's answers to the rooms beside and below it."""

from amparo.core.events import answers
from amparo.core.sealed import Closing, ClosingAsked
from amparo.vault.arrival import arrival_recipient
from amparo.vault.enums import Kind
from amparo.vault.models import Key
from amparo.vault.selectors import closing_of


@answers(ClosingAsked, rank=10)
def key_to_close_with(question: ClosingAsked) -> Closing:
    """The circle's living key; before the circles were founded, the arrival key."""
    return closing_of(question.circle) or _arrival_closing()


def _arrival_closing() -> Closing:
    key, _new = Key.objects.get_or_create(
        kind=Kind.ARRIVAL, retired_at=None, defaults={"recipient": arrival_recipient()}
    )
    return Closing(key=key.id, recipient=key.recipient)
