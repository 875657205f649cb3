"""Figures that survive a noisy machine: product and floor in turn, percentiles, and the median of paired ratios."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Figures = dict[str, object]
ROUNDS = 5


@dataclass(frozen=True)
class Pairs:
    """What the product and its floor took in each round, in seconds."""

    product: list[float]
    floor: list[float]

    @property
    def ratio(self) -> float:
        """The median of product divided by floor, round by round."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.product, self.floor, strict=True))

    def figures(self, digits: int = 3) -> Figures:
        return {
            "product_s": round(statistics.median(self.product), digits),
            "floor_s": round(statistics.median(self.floor), digits),
            "ratio": round(self.ratio, 2),
            "ratios": [round(mine / theirs, 2) for mine, theirs in zip(self.product, self.floor, strict=True)],
        }


def in_turn(product: Callable[[], float], floor: Callable[[], float], rounds: int = ROUNDS) -> Pairs:
    """Let both run in turn; who begins changes from round to round, so that a slow moment hits both alike."""
    taken = Pairs([], [])
    for number in range(rounds):
        if number % 2:
            taken.floor.append(floor())
            taken.product.append(product())
        else:
            taken.product.append(product())
            taken.floor.append(floor())
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share (0 to 1) of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def milliseconds(seconds: Sequence[float]) -> Figures:
    """How many, the median and the high percentiles, in milliseconds."""
    return {
        "count": len(seconds),
        **{f"p{round(share * 100)}_ms": round(percentile(seconds, share) * 1000, 2) for share in (0.5, 0.95, 0.99)},
        "worst_ms": round(max(seconds) * 1000, 1),
    }


def goal(value: float, most: float) -> Figures:
    """A measured value beside the most it may be."""
    return {"is": round(value, 3), "at_most": most, "met": value <= most}


def goal_at_least(value: float, least: float) -> Figures:
    """A measured value beside the least it may be."""
    return {"is": round(value, 3), "at_least": least, "met": value >= least}
