"""The event bus: a room announces what happened, the rooms above react in the same transaction.

Two ways only. ``announce`` tells everybody who reacts. ``ask`` puts a question upwards and takes the first answer that
is not None, lowest rank first, so that a room below can let a room above decide without importing it.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
Reaction = Callable[[Any], Any]

_reactions: dict[type, list[Reaction]] = defaultdict(list)
_answers: dict[type, list[tuple[int, Reaction]]] = defaultdict(list)


def reacts_to(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Run the decorated function on every announced event of this type, inside the announcer's transaction."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        if reaction not in _reactions[event_type]:
            _reactions[event_type].append(reaction)
        return reaction

    return register


def answers(question_type: type[E], *, rank: int) -> Callable[[Callable[[E], Any]], Callable[[E], Any]]:
    """Let the decorated function answer this question; the lowest rank is asked first, None passes it on."""

    def register(answer: Callable[[E], Any]) -> Callable[[E], Any]:
        _answers[question_type].append((rank, answer))
        _answers[question_type].sort(key=lambda pair: pair[0])
        return answer

    return register


def announce(event: object) -> None:
    """Tell every room that reacts to this event. An exception undoes the announcer's transaction too."""
    for reaction in _reactions[type(event)]:
        reaction(event)


def ask(question: object) -> Any:
    """The first answer that is not None, or None when nobody answers."""
    for _rank, answer in _answers[type(question)]:
        given = answer(question)
        if given is not None:
            return given
    return None
