"""One text read in one language: its words brought to the spellings of the table, its clauses, and what each one says."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from amparo.replies.lexicon import LANGUAGES, Lexicon, lexicon
from amparo.replies.normal import bare
from amparo.replies.spelling import mend
from amparo.replies.times import minutes_in, names_clock, without_times

_BREAK = r"(?<!\d)[.,]+|[.,]+(?!\d)|[;!…()。，！？；、?¿¡]+|\s[-–—]+\s|:(?!\d)"
_COURTESIES = 8  # more at one end of a clause are not written by people
_LONGEST = 480  # letters whose clauses are weighed as an answer; alarms and stops are looked for in all of a text
_DIGITS = ("going", "cannot", "arrived", "help", "home_safe")


@dataclass(frozen=True)
class Clause:
    """A part of a text, and the whole it stands in; ``sense`` is what it says if it says one thing plainly."""

    words: str
    sense: str | None
    conditional: bool
    own: bool  # it speaks of the writer


class Reading:
    """A folded text as somebody who speaks this language reads it."""

    def __init__(self, folded: str, name: str) -> None:
        self.lexicon: Lexicon = lexicon(name)
        self.text = mend(folded, self.lexicon)

    @cached_property
    def score(self) -> float:
        """How many of the words belong to this language."""
        if not self.lexicon.bounded:
            return float(len(re.findall(r"[\u3400-\u9fff]", self.text)))
        known = self.lexicon.known
        return sum(1.0 if len(word) > 1 else 0.4 for word in re.findall(r"\w+", self.text) if word in known)

    @cached_property
    def clauses(self) -> list[Clause]:
        """The parts between punctuation and joining words, in order."""
        return [self._clause(part) for part in self.parts]

    @cached_property
    def parts(self) -> list[str]:
        """The words of the clauses."""
        joins = (
            rf"|(?<!\w)(?:{self.lexicon.joins})(?!\w)"
            if self.lexicon.bounded
            else rf"|{self.lexicon.joins}|(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff])"
        )
        pattern = re.compile(_BREAK + (joins if self.lexicon.joins else ""))
        return [words for part in pattern.split(self.text[:_LONGEST]) if (words := bare_but_times(part))]

    def says(self, part: str, text: str | None = None) -> bool:
        """Whether a part of the table stands in the text, or in a piece of it."""
        return self.lexicon.says(part, self.text if text is None else text)

    def is_question(self) -> bool:
        """The text asks, by a sign or by its first words."""
        return "?" in self.text or "¿" in self.text or any(self.says("question", part) for part in self.parts)

    def unasked(self) -> "list[Clause]":
        """The clauses outside the sentences that ask; in a sentence that asks only at its end, those before its end."""
        rest: list[Clause] = []
        for sentence in re.split(r"(?<=[?？])", self.text):
            if not re.search(r"[?？]", sentence):
                rest += Reading(sentence, self.lexicon.name).clauses
                continue
            asked = re.search(r"(?:[^.!?。！]*)$", sentence.rstrip("?？ ").replace("¿", ". "))
            before = sentence[: asked.start()] if asked else ""
            inner = Reading(asked[0] if asked else "", self.lexicon.name)
            rest += Reading(before, self.lexicon.name).clauses
            if len(inner.parts) > 1 and self.says("question", inner.parts[-1]):
                rest += [c for c in inner.clauses[:-1] if c.sense not in {None, "question"} or c.conditional]
        return rest

    def without_courtesy(self, words: str) -> str:
        """The clause without greetings, thanks and small words at its ends."""
        if self.lexicon.whole("yes", words) or self.lexicon.whole("no", words):
            return words
        pattern = self.lexicon.pattern("courtesy")
        for _ in range(_COURTESIES):
            match = pattern.match(words)
            rest = words[match.end() :].strip() if match and match.end() else words
            tail = next((m for m in pattern.finditer(rest) if m.end() == len(rest) and m[0]), None)
            rest = rest[: tail.start()].strip() if tail else rest
            if rest == words or not rest:
                return words if rest else ""
            words = rest
            if self.lexicon.whole("yes", words) or self.lexicon.whole("no", words):
                return words
        return words

    def _clause(self, words: str) -> Clause:
        core = self.without_courtesy(words)
        timeless = bare_but_times(without_times(words))
        plain_no = self.lexicon.whole("no", words) or self.lexicon.whole("no", core)
        asks = self.lexicon.pattern("question").search(words)
        conditional = (
            not plain_no
            and not (asks and asks.start() == 0)
            and (self.says("if", words) or self.says("later", timeless) or _far(words) or names_clock(words))
        )
        sense = self._sense(words, core, timeless)
        return Clause(words, sense, conditional, own=not self._other(words))

    def _sense(self, words: str, core: str, timeless: str) -> str | None:
        lexicon = self.lexicon
        timed = minutes_in(words) is not None and minutes_in(core) is None  # "in 5, I am there" is no digit
        digit = None if timed else self._digit(words if _PRONOUN.search(words[: words.find(core)]) else core)
        if digit:
            return digit
        if lexicon.whole("no", core) or lexicon.whole("no", words):
            return "cannot"
        if lexicon.whole("yes", words) or (lexicon.whole("yes", core) and not self._other(words)):
            return "going"
        if minutes_in(words) is not None and lexicon.whole("yes", self.without_courtesy(timeless)):  # "yes, 10 min"
            return "going"
        if self._asks_help(words) and not self.says("if", words) and not self.says("offer_help", words):
            return "help"
        asks = lexicon.pattern("question").search(words)
        if asks and (asks.start() == 0 or not self.says("if", words)):
            return "question"
        steady = re.sub(r"\s+", " ", lexicon.pattern("idiom").sub(" ", timeless)).strip()
        other = self._other(timeless)
        for text in dict.fromkeys((steady, self.without_courtesy(steady))):
            if sense := self._phrase(text, in_time=minutes_in(words) is not None, other=other):
                return sense
        rest = self.without_courtesy(steady)
        return "going" if steady != timeless and lexicon.whole("yes", rest) else None

    def _phrase(self, text: str, *, in_time: bool, other: bool) -> str | None:
        if not text:
            return None
        if self._asks_help(text):
            return "help"
        if (
            self.says("home", text)
            and not self.says("not_home", text)
            and not in_time
            and not self.says("cannot", text)
        ):
            return "home_safe" if not other else None
        if self.says("cannot", text):
            return "cannot" if not self.says("third", text) else None
        if other or self.says("was", text):
            return None
        going, arrived = self.says("going", text), self.says("arrived", text)
        if arrived:
            return "going" if in_time or (going and self.says("almost", text)) else "arrived"
        if going:
            return "going"
        return None

    def _other(self, words: str) -> bool:
        return self.says("other", words) and not self.says("both", words)

    def _asks_help(self, words: str) -> bool:
        match = self.lexicon.pattern("help").search(words)
        return match is not None and not self.says("denied", words[: match.start()])

    def _digit(self, core: str) -> str | None:
        """A digit of an answer: alone, or before words that say the same; a number of something is no answer."""
        match = re.match(r"^(?:\D{0,3} )?([1-5])(?:\s\1)*(?!\d)(?:\s?(?=\D)|$)", core)
        if core in self.lexicon.numbers:
            return _DIGITS[self.lexicon.numbers.index(core)]
        if not match or (match.start(1) > 0 and not self.lexicon.whole("courtesy", core[: match.start(1)].strip())):
            return None
        sense, rest = _DIGITS[int(match[1]) - 1], core[match.end() :].strip()
        if not rest:
            return sense
        if names_clock(core) or (minutes_in(core) is not None and minutes_in(rest) is None):
            return None
        if re.search(r"(?<!\d)[1-5](?!\d)", without_times(rest)):
            return "contradiction"
        inner = Reading(rest, self.lexicon.name)._clause(rest)
        if inner.sense is None:
            return None if not _PRONOUN.match(rest) or not inner.own else sense
        return sense if inner.sense == sense or (sense, inner.sense) == ("arrived", "going") else "contradiction"


_PRONOUN = re.compile(r"(?<!\w)(?:i|we|my|yo|ya|eu|m|mwen|je|j|n|toi|em|co)(?!\w)|我")


def _far(words: str) -> bool:
    return (minutes_in(words) or 0) > 60


def bare_but_times(part: str) -> str:
    """Letters and digits and single spaces, the colon of a clock kept."""
    clock = re.sub(r"(?<=\d):(?=\d)", "", part)
    return bare(clock) if clock == part else re.sub(r"\s+", " ", re.sub(r"[^\w\s:]|_", " ", part)).strip()


@dataclass
class Kept:
    """What was read of one text, so that several readers are answered at the price of one."""

    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    meanings: dict[tuple[str, ...], Any] = field(default_factory=dict)


def readings(folded: str, stated: str | None, kept: Kept | None = None) -> list[Reading]:
    """The text as its likely languages read it, the likeliest first; the stated one wins when it is near.

    Where no language knows half of the words, every language that hears an alarm in them is likely. ``kept`` holds what was
    read of this text before.
    """
    known = (kept or Kept()).readings
    scored: list[tuple[float, int, Reading]] = []
    words = len(re.findall(r"\w+", folded))
    for place, name in enumerate(LANGUAGES):
        reading = known.get((folded, name)) or known.setdefault((folded, name), Reading(folded, name))
        scored.append((reading.score + (0.6 if name == stated else 0.0), -place, reading))
    best = max(scored)[0]
    likely = sorted((s for s in scored if s[0] >= best * 0.5 and s[0] > 0), reverse=True)
    if best <= words / 2 + 0.6:
        likely += [s for s in scored if s not in likely and s[2].says("emergency")]
    return [reading for _, _, reading in likely] or [Reading(folded, stated or "en")]
