"""A second reader, learned from the kept answers, for what the tables do not know: a reason, a place, a scene nobody listed.

It is asked only where the rules saw nothing at all. It never says going, stop or start, and says the others only when it is
sure enough. ``tools/train_replies.py`` makes its weights; decision 43 says why there is a learned part, and what it may not.
"""

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from math import exp, sqrt
from pathlib import Path

WEIGHTS = Path(__file__).with_name("hunch.bin")
BUCKETS = 1 << 15
STEPS = 32.0  # of one unit of weight: a weight is kept in one byte
MEANINGS = (
    "going", "cannot", "arrived", "help", "home_safe", "stop", "start", "question", "conditional", "unclear", "emergency",
)  # fmt: skip
# How sure it must be, of what it may say; what is not here it never says.
SURE = {
    "cannot": 0.75, "arrived": 0.75, "help": 0.6, "home_safe": 0.9, "question": 0.6, "conditional": 0.9, "emergency": 0.85,
}  # fmt: skip
_MOST = 300  # letters; whoever writes more says more than one thing
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


Weights = tuple[list[float], memoryview]


def hunch(folded: str, weights: Weights | None = None) -> str | None:
    """What a folded text says, or None where it cannot be told; never going, stop or start."""
    if len(folded) > _MOST:
        return None
    chances = weighed(folded, weights or _weights())
    best = max(chances, key=lambda meaning: chances[meaning])
    return best if chances[best] >= SURE.get(best, 2.0) else None


def weighed(folded: str, weights: Weights) -> dict[str, float]:
    """How likely each meaning is, by all the traits of the text together."""
    bias, table = weights
    found = buckets(folded)
    width, share = len(MEANINGS), 1 / (sqrt(len(found)) * STEPS)
    sums = [0] * width
    for bucket in found:
        row = table[bucket * width : (bucket + 1) * width]
        sums = [total + weight for total, weight in zip(sums, row, strict=True)]
    scores = [total * share + lean for total, lean in zip(sums, bias, strict=True)]
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    return {meaning: power / sum(powers) for meaning, power in zip(MEANINGS, powers, strict=True)}


def buckets(folded: str) -> list[int]:
    """The numbers of a text's traits, each once, in order."""
    return sorted({zlib.crc32(trait.encode()) % BUCKETS for trait in _traits(folded)})


def _traits(folded: str) -> Iterator[str]:
    """Words, pairs and threes of words, pieces of words, and what is the same in every language."""
    text = re.sub(r"\d+", lambda number: "0" * min(len(number[0]), 3), folded)
    words = _WORD.findall(text)
    yield from (f"w {word}" for word in words)
    yield from (f"b {one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"t {' '.join(words[i : i + 3])}" for i in range(len(words) - 2))
    if any("\u3400" <= word[0] <= "\u9fff" for word in words):
        yield from _pieces("".join(words), (2, 3, 4))
    else:
        for word in words:
            if len(word) >= 4:
                yield from _pieces(f"_{word}_", (3, 4, 5))
    yield f"long {min(len(words), 20) // 3}"
    yield from (f"sign {sign}" for sign in "?!0" if sign in text)


def _pieces(word: str, sizes: tuple[int, ...]) -> Iterator[str]:
    for size in sizes:
        yield from (word[i : i + size] for i in range(len(word) - size + 1))


def unpacked(packed: bytes) -> Weights:
    """What every meaning starts with, and one signed byte for each bucket and meaning."""
    raw = memoryview(zlib.decompress(packed)).cast("b")
    return [lean / STEPS for lean in raw[: len(MEANINGS)]], raw[len(MEANINGS) :]


@lru_cache(maxsize=1)
def _weights() -> Weights:
    return unpacked(WEIGHTS.read_bytes())
