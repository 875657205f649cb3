from dataclasses import dataclass
from uuid import UUID

LOOKS = ("revealed", "read", "viewed", "searched", "listened")  # how the verbs of looks end
OPENS = ("revealed", "read", "listened")


@dataclass(frozen=True)
class Looked:
    """Somebody looked at a row; ``opens`` when its words or its number were shown, not only that it is there.

    Whoever counts what people read may refuse: then the look does not happen.
    """

    actor: UUID
    kind: str
    subject: UUID
    opens: bool
