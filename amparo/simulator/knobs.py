"""What can go wrong at a carrier, as knobs: shares between 0 and 1, a wait in milliseconds, and two switches."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from random import Random

LONGEST_WAIT = 20_000.0


@dataclass
class Knobs:
    """Everything at zero: a carrier on a good day."""

    latency: float = 0.0  # milliseconds before each answer and each callback
    loss: float = 0.0  # of callbacks that never arrive
    duplicates: float = 0.0  # of callbacks and texts that arrive twice
    reorder: float = 0.0  # of callbacks that are overtaken by later ones
    busy: float = 0.0  # of requests answered 429
    lost_answers: float = 0.0  # of requests that are taken while the answer never comes
    undelivered: float = 0.0  # of texts that do not reach their phone
    opted_out: float = 0.0  # of texts refused because the person told the carrier to stop
    black_hole: bool = False  # requests are neither taken nor answered
    down: bool = False  # every request is answered 503

    def turn(self, said: Mapping[str, object]) -> None:
        """Set the named knobs. An unknown name or a value out of range: ValueError, and nothing is changed."""
        kinds = {each.name: each.type for each in fields(self)}
        wanted: dict[str, float | bool] = {}
        for name, value in said.items():
            if name not in kinds:
                raise ValueError(f"unknown knob: {name}")
            wanted[name] = _switch(name, value) if kinds[name] is bool else _amount(name, value)
        for name, value in wanted.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, float | bool]:
        return asdict(self)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _amount(name: str, value: object) -> float:
    most = LONGEST_WAIT if name == "latency" else 1.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"{name} must be between 0 and {most:g}")
    return float(value)


class Luck:
    """The dice; with a seed the same story is told twice."""

    def __init__(self, seed: int = 413) -> None:
        self.dice = Random(seed)  # noqa: S311  a game, not a secret

    def hits(self, share: float) -> bool:
        return share > 0 and self.dice.random() < share

    def between(self, low: float, high: float) -> float:
        return self.dice.uniform(low, high)
