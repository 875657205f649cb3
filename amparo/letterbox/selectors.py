from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from amparo.core import clock
from amparo.core.sealed import Place
from amparo.geo.selectors import Found, locate
from amparo.letterbox.models import Letter
from amparo.messaging.inbound import TRIAGE
from amparo.vault.enums import Kind
from amparo.vault.models import Key


def spot_of(town: str, street: str) -> Found | None:
    """Where this is: the street when our data knows one such place, else the town; None when it does not know the town."""
    whole = locate("", town=town)
    if not isinstance(whole, Found):
        return None
    exact = locate(street, town=town) if street else whole
    return exact if isinstance(exact, Found) else whole


def story_place(letter: UUID) -> Place:
    """Where the story of this letter belongs."""
    return Place(Letter._meta.db_table, "story", letter)


def may_be_closed_to(key: UUID) -> bool:
    """Whether a browser may have closed a story to this key: one of the circle, also an older one, or the arrival key.

    The arrival key counts for some minutes after the founding: what is closed to it then is closed anew (vault/ticks.py).
    """
    arrival = Q(kind=Kind.ARRIVAL) & (Q(retired_at=None) | Q(retired_at__gt=clock.ago(minutes=4)))
    return Key.objects.filter(Q(circle__name=TRIAGE) | arrival, pk=key).exists()


@dataclass(frozen=True)
class Question:
    """A small sum that a person answers at once."""

    first: int
    second: int

    @property
    def answer(self) -> int:
        return self.first + self.second
