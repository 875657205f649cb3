from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class KeysHandedOut:
    """A browser was given these closed keys for this person. Whoever counts what people read may refuse: ``ReadingStopped``."""

    person: UUID
    keys: tuple[UUID, ...]


@dataclass(frozen=True)
class ReadingRefused:
    """Somebody was stopped because they opened very much in a short time."""

    person: UUID


@dataclass(frozen=True)
class PartsAsked:
    """A question upwards: which of these parts of cases (case, part) may this person open now? Answered with a frozenset."""

    person: UUID
    parts: frozenset[tuple[UUID | None, str]]


@dataclass(frozen=True)
class MemberRemoved:
    """Somebody is in a circle no more. For cause: what is open must be closed anew, so that old keys open none of it."""

    circle: UUID
    name: str
    person: UUID
    for_cause: bool
    by: UUID


@dataclass(frozen=True)
class PracticePhraseAsked:
    """A question upwards: the seven words of this invented person. Nobody answers outside a demo."""

    username: str


@dataclass(frozen=True)
class KeysHangOnFew:
    """Some keys are opened by fewer than two people, or by no recovery sheet: if somebody is gone, so is what they close."""
