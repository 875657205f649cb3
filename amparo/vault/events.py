from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class KeysHandedOut:
    """A browser was given these closed keys for this person. Whoever counts what people read may refuse: ``ReadingStopped``."""

    person: UUID
    keys: tuple[UUID, ...]


@dataclass(frozen=True)
class PracticePhraseAsked:
    """A question upwards: the seven words of this invented person. Nobody answers outside a demo."""

    username: str
