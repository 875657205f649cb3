"""Words as people type them, brought to the spelling of a table: listed variants, doubled and swapped letters."""

import re
from functools import lru_cache

from amparo.replies.lexicon import Lexicon, lexicon

_WORD = re.compile(r"[a-z]+")


def mend(folded: str, table: Lexicon) -> str:
    """The text with this language's spellings; a word that the table knows stays as it is."""
    if not table.bounded:
        return _variants(table.name).sub(lambda variant: table.same[variant[0]], folded)
    if table.name == "fr":  # an elision is one word: "j arrive", "jarrive"
        folded = re.sub(r"(?<!\w)(j|l|n|m|t|s|d|qu|c) (?=[aeiouyh])", r"\1", folded)
    return _WORD.sub(lambda word: _mended(word[0], table.name), folded)


@lru_cache(maxsize=8)
def _variants(name: str) -> re.Pattern[str]:
    """The variants of a language that is written without spaces, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, lexicon(name).same), key=len, reverse=True)) or "(?!)")


@lru_cache(maxsize=20_000)
def _mended(word: str, name: str) -> str:
    table = lexicon(name)
    if word in table.same:
        return table.same[word]
    if len(word) < 3 or len(word) > 24 or word in table.known:
        return word
    _, singles, swaps = _near(name)
    return singles.get(_single(word)) or swaps.get(word) or word


def alarmed(text: str, table: Lexicon) -> str:
    """The text with words that are one letter away from a word of alarm brought to that word."""
    return _WORD.sub(lambda word: _alarm(word[0], table.name), text) if table.spell else text


@lru_cache(maxsize=20_000)
def _alarm(word: str, name: str) -> str:
    if len(word) < 6 or len(word) > 24 or word in lexicon(name).known:
        return word
    near = _near(name)[0]
    return near.get(word) or next((near[cut] for cut in _cuts(word) if cut in near), word)


def _cuts(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=8)
def _near(name: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Misspellings of this language: of its alarming words by one letter, of the others by a double or a swap."""
    table = lexicon(name)
    near: dict[str, str] = {}
    for word in table.spell:
        for cut in [word, *_cuts(word)]:
            near.setdefault(cut, word)
    singles: dict[str, str] = {}
    swaps: dict[str, str] = {}
    for word in sorted(table.known):
        if len(word) >= 4:
            singles.setdefault(_single(word), table.same.get(word, word))
        if len(word) >= 3:
            for i in range(1 if len(word) > 3 else 0, len(word) - 1):
                swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
                if swapped not in table.known:
                    swaps.setdefault(swapped, table.same.get(word, word))
    return near, singles, swaps
