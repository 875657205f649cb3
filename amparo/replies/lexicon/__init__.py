"""One table a language (``en.toml``, ...): the phrases people really text. ``README.md`` here says how they are written."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es", "pt", "ht", "fr", "kea", "vi", "zh")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Lexicon:
    """The phrases of one language, by what they mean, over folded text. Patterns are compiled when first asked for."""

    name: str
    parts: Mapping[str, str]
    same: Mapping[str, str]
    joins: str
    numbers: tuple[str, ...]
    spell: tuple[str, ...]
    common: frozenset[str]
    bounded: bool
    _compiled: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def pattern(self, part: str) -> re.Pattern[str]:
        """The pattern of a part, wherever it stands between words."""
        if part not in self._compiled:
            source = self.parts.get(part) or "(?!)"
            self._compiled[part] = re.compile(rf"(?<!\w)(?:{source})(?!\w)" if self.bounded else f"(?:{source})")
        return self._compiled[part]

    def says(self, part: str, text: str) -> bool:
        """Whether the part stands somewhere in the text."""
        return self.pattern(part).search(text) is not None

    def whole(self, part: str, text: str) -> bool:
        """Whether the text is the part and nothing else."""
        return self.pattern(part).fullmatch(text) is not None

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word that this language's table names: how a text's language is told."""
        named = re.findall(r"[a-z]{2,}", " ".join(re.sub(r"\\.", " ", source) for source in self.parts.values()))
        return self.common | frozenset(self.same) | frozenset(named)


def table(name: str) -> dict[str, Any]:
    """The written table of that name."""
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def lexicon(name: str) -> Lexicon:
    """The table of a language, read once."""
    written = table(name)
    letters = dict(zip(written.get("letters", "")[::2], written.get("letters", "")[1::2], strict=True))
    return Lexicon(
        name=name,
        parts={part: _joined(phrases, written.get("pieces", {})).translate(str.maketrans(letters)) for part, phrases in written["parts"].items() if part != "numbers"},
        same=letters | {variant: word for word, _, variants in (line.partition(": ") for line in written.get("same", [])) for variant in variants.split()},
        joins="|".join(written.get("joins", [])),
        numbers=tuple(written["parts"].get("numbers", ())),
        spell=tuple(written.get("spell", "").split()),
        common=frozenset(written.get("words", "").split()),
        bounded=name != "zh",
    )  # fmt: skip


def _joined(phrases: list[str], pieces: dict[str, Any]) -> str:
    source = "|".join(phrases)
    for _ in range(4):  # a piece may name a piece
        source = re.sub(r"\{([a-z_]+)\}", lambda piece: str(pieces[piece[1]]), source)
    return source
