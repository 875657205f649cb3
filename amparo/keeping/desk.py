"""Keeping answers the rooms: what is held."""

from amparo.core.events import answers
from amparo.core.keeping import Held, HeldAsked
from amparo.vault.models import Hold


@answers(HeldAsked, rank=10)
def say_what_is_held(_question: HeldAsked) -> Held:
    """Every thing that somebody holds now, by table and id."""
    return frozenset(Hold.objects.filter(lifted_at=None).values_list("subject_kind", "subject"))
