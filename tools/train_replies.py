"""Makes the weights of the learned second reader of answers (``amparo/replies/hunch.bin``) from the kept rows.

``python -m tools.train_replies`` writes the file, ``--check`` trains without writing and compares what both would say. The
same rows give the same weights: nothing is drawn by lot. A row's place in a file does not count.
"""

import argparse
import csv
import sys
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amparo.replies import hunch
from amparo.replies.engine import without_code

ROOT = Path(__file__).resolve().parents[1]
KEPT = (ROOT / "amparo" / "replies" / "tests" / "replies", ROOT / "tools" / "learned")
ROUNDS, STEP, PULL = 100, 0.1, 1e-6
Table = NDArray[np.float32]


def rows() -> list[tuple[str, str]]:
    """Folded text and meaning of every kept row, sorted."""
    found = set()
    for folder in KEPT:
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    several = int(row.get("open_activations") or 1) > 1
                    text = without_code(row["text"], several=several)[1]
                    if not (several and row["want"] == "unclear"):  # an answer without its code is no unclear text
                        found.add((text, row["want"]))
    return sorted(found)


def train(known: list[tuple[str, str]]) -> bytes:
    """The weights, packed: a softmax over hashed traits, by a fixed number of rounds over all rows."""
    traits = [hunch.buckets(text) for text, _ in known]
    sizes = np.array([len(each) for each in traits])
    index = np.concatenate([np.array(each, dtype=np.int64) for each in traits])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    share = np.repeat(1 / np.sqrt(sizes), sizes).astype(np.float32)[:, None]
    order = np.argsort(index, kind="stable")
    used, first = np.unique(index[order], return_index=True)
    owners = np.repeat(np.arange(len(known)), sizes)[order]
    truth = np.eye(len(hunch.MEANINGS), dtype=np.float32)[[hunch.MEANINGS.index(want) for _, want in known]]
    table: Table = np.zeros((hunch.BUCKETS, len(hunch.MEANINGS)), np.float32)
    lean: Table = np.zeros((1, len(hunch.MEANINGS)), np.float32)
    steps = (_Step(table), _Step(lean))
    for turn in range(1, ROUNDS + 1):
        scores = np.add.reduceat(table[index] * share, starts, axis=0) + lean
        chances = np.exp(scores - scores.max(1, keepdims=True))
        missed = (chances / chances.sum(1, keepdims=True) - truth) / np.float32(len(known))
        slope = PULL * table
        slope[used] += np.add.reduceat(missed[owners] * share[order], first, axis=0)
        length = STEP if turn < 0.6 * ROUNDS else 0.3 * STEP
        steps[0].go(slope, length, turn)
        steps[1].go(missed.sum(0, keepdims=True), length, turn)
    whole = np.concatenate([lean, table]) * np.float32(hunch.STEPS)
    return zlib.compress(np.clip(np.round(whole), -127, 127).astype(np.int8).tobytes(), 9)


class _Step:
    """Steps whose length is fitted to each weight (Adam)."""

    def __init__(self, weights: Table) -> None:
        self.weights, self.mean, self.square = weights, np.zeros_like(weights), np.zeros_like(weights)

    def go(self, slope: Table, length: float, turn: int) -> None:
        self.mean += np.float32(0.1) * (slope - self.mean)
        self.square += np.float32(0.01) * (slope * slope - self.square)
        size = np.sqrt(self.square / (1 - 0.99**turn)) + 1e-8
        self.weights -= (length / (1 - 0.9**turn) * self.mean / size).astype(np.float32)


def differing(packed: bytes, known: list[tuple[str, str]]) -> list[str]:
    """The texts of which these weights would say something else than the weights in the house."""
    weights = hunch.unpacked(packed)
    before = [hunch.hunch(text) for text, _ in known]
    after = [hunch.hunch(text, weights) for text, _ in known]
    return [text for (text, _), one, other in zip(known, before, after, strict=True) if one != other]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say how many rows would be read otherwise")
    options = parser.parse_args()
    known = rows()
    packed = train(known)
    if options.check:
        other = differing(packed, known)
        print(
            f"{len(other)} of {len(known)} rows would be read otherwise; same file: {packed == hunch.WEIGHTS.read_bytes()}"
        )
        return len(other) > len(known) // 100
    hunch.WEIGHTS.write_bytes(packed)
    print(f"{len(known)} rows, {len(packed)} bytes: {hunch.WEIGHTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
