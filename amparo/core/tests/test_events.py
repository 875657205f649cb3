from dataclasses import dataclass

import pytest
from django.db import transaction

from amparo.core.events import announce, answers, ask, reacts_to
from amparo.core.models import BoardEvent


@dataclass(frozen=True)
class DoorOpened:
    by: str


@dataclass(frozen=True)
class WhoIsThere:
    hour: int


heard: list[str] = []


@reacts_to(DoorOpened)
def note_it(event: DoorOpened) -> None:
    heard.append(event.by)
    BoardEvent.objects.create(topic="door")
    if event.by == "trouble":
        raise RuntimeError("refused")


@answers(WhoIsThere, rank=50)
def the_night_watch(_question: WhoIsThere) -> str:
    return "night watch"


@answers(WhoIsThere, rank=10)
def the_day_shift(question: WhoIsThere) -> str | None:
    return "day shift" if question.hour < 18 else None


@pytest.mark.django_db
def test_a_reaction_runs_at_once_and_in_the_same_transaction() -> None:
    announce(DoorOpened(by="Ana"))

    assert heard[-1] == "Ana"
    assert BoardEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_failing_reaction_undoes_what_was_announced() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(DoorOpened(by="trouble"))

    assert BoardEvent.objects.count() == 0


def test_the_first_answer_wins_and_nothing_passes_a_question_on() -> None:
    assert ask(WhoIsThere(hour=9)) == "day shift"
    assert ask(WhoIsThere(hour=23)) == "night watch"
    assert ask(DoorOpened(by="nobody answers this")) is None
