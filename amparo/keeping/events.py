from dataclasses import dataclass


@dataclass(frozen=True)
class RemovalStopped:
    """The clock is not believed, so nothing is removed: somebody who runs the house must look."""

    why: str
