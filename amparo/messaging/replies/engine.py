"""Decides what an answer means. When in doubt it is ``unclear`` and a person reads it: a wrong "going" is never allowed.

Order: an emergency outranks everything; then stop and start as whole messages or plain sentences; then questions; then the
digits and words of an answer, whose contradictions are unclear. Up to 60 minutes away is going; more, another day or an
"if" is conditional (61 to 89 minutes too: the safe side). With several activations open, an answer needs its code.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from amparo.messaging import optout_words
from amparo.messaging.replies.lexicon import Lexicon, en, es, fr, ht, kea, pt, vi, zh
from amparo.messaging.replies.normal import bare, fold, plain
from amparo.messaging.replies.times import minutes_in, without_times

LEXICONS: dict[str, Lexicon] = {
    "en": en.WORDS, "es": es.WORDS, "pt": pt.WORDS, "ht": ht.WORDS, "fr": fr.WORDS, "kea": kea.WORDS, "vi": vi.WORDS, "zh": zh.WORDS,
}  # fmt: skip
GOING_WITHIN = 60
DIGITS = {"1": "going", "2": "cannot", "3": "arrived", "4": "help", "5": "home_safe"}


class Got(StrEnum):
    """What an answer can mean."""

    GOING = "going"
    CANNOT = "cannot"
    ARRIVED = "arrived"
    HELP = "help"
    HOME_SAFE = "home_safe"
    STOP = "stop"
    START = "start"
    QUESTION = "question"
    CONDITIONAL = "conditional"
    UNCLEAR = "unclear"
    EMERGENCY = "emergency"


NEEDS_CODE = {Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HELP, Got.HOME_SAFE, Got.CONDITIONAL}


@dataclass(frozen=True)
class Reply:
    """The meaning of a text: ``code`` is the letter of the activation, or empty; ``eta_minutes`` as said, or None."""

    got: Got
    code: str = ""
    eta_minutes: int | None = None
    words: str = ""


def interpret(text: str, *, language: str | None = None, open_activations: int = 1) -> Reply:
    """What a texted answer means, in any of the network's languages; the stated one is tried first. Never raises."""
    lower = plain(text)
    folded = fold(lower)
    if not bare(folded):
        return Reply(Got.UNCLEAR, words=text)
    if _emergency(folded):
        return Reply(Got.EMERGENCY, words=text)
    if optout_words.is_stop(text) or _sentence("stop", folded):
        return Reply(Got.STOP, words=text)
    if optout_words.is_start(text) or _sentence("start", folded):
        return Reply(Got.START, words=text)
    code, rest = _code(lower, several=open_activations > 1)
    got, minutes = _meaning(rest, language=language)
    if open_activations > 1 and not code and got in NEEDS_CODE:
        got = Got.UNCLEAR
    return Reply(got, code=code, eta_minutes=minutes, words=text)


@lru_cache(maxsize=512)
def _pattern(part: str, key: str) -> re.Pattern[str] | None:
    lexicon = LEXICONS[key]
    source = getattr(lexicon, part)
    if not source:
        return None
    return re.compile(rf"(?:{source})" if not lexicon.bounded else rf"(?<![\w'])(?:{source})(?![\w'])")


def _keys(language: str | None) -> list[str]:
    stated = (language or "").lower().split("-")[0].split("_")[0]
    return sorted(LEXICONS, key=lambda key: key != stated)


def _found(part: str, text: str, keys: list[str] | None = None) -> bool:
    return any((pattern := _pattern(part, key)) is not None and pattern.search(text) for key in keys or LEXICONS)


def _whole(part: str, text: str, keys: list[str]) -> bool:
    return any((pattern := _pattern(part, key)) is not None and pattern.fullmatch(text) for key in keys)


def _sentence(part: str, folded: str) -> bool:
    """A plain sentence that stops or restarts, alone in its clause."""
    for clause in _clauses(folded):
        words = _without_courtesy(bare(clause))
        for key in LEXICONS:
            pattern = _pattern(part, key)
            match = pattern.search(words) if pattern else None
            if match and len(words) - len(match[0]) <= 24 and match.start() <= 12:
                return True
    return False


def _emergency(folded: str) -> bool:
    """An emergency word stands that is neither denied, long past, nor part of a training."""
    text = folded
    for key in LEXICONS:
        if (harmless := _pattern("no_emergency", key)) is not None:
            text = harmless.sub(" ", text)
    return _found("emergency", text)


_DIGIT_CODE = re.compile(r"(?<![\w])([a-h])\s?[-.:)]?\s?([1-5])(?!\w)|(?<![\w:])([1-5])\s?[-.:)]?\s?([a-h])(?!\w)")
_FIRST_LETTER = re.compile(r"^([a-h])(?:\s?[:.,)\-]\s?|\s)(?=\w)")
_LAST_LETTER = re.compile(r"(?:\s|[:,\-]\s?)(?:(?:for|para|pou|pour|pa|cho)\s)?([a-h])[.!]?$")


def _code(lower: str, *, several: bool) -> tuple[str, str]:
    """The letter of the activation and the text without it. A lone letter counts only when several are open."""
    match = _DIGIT_CODE.search(lower)
    if match:
        letter, digit = (match[1], match[2]) if match[1] else (match[4], match[3])
        return letter.upper(), f"{lower[: match.start()]} {digit} {lower[match.end() :]}".strip()
    if several:
        for pattern in (_FIRST_LETTER, _LAST_LETTER):
            match = pattern.search(lower)
            if match and not (match[1] in "aeo" and pattern is _LAST_LETTER and " a" not in lower[-2:]):
                return match[1].upper(), (lower[: match.start()] + " " + lower[match.end() :]).strip()
    return "", lower


_BREAK = re.compile(r"[.,;!?¿¡\n。，！？；、()]+|\s-+\s|\b(?:but|pero|porem|men|nhung)\b|但是|但|不过|不過")


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _BREAK.split(text) if clause.strip()]


def _without_courtesy(clause: str) -> str:
    """The clause without greetings, thanks and small words at its ends."""
    changed = True
    while changed and clause:
        changed = False
        for key in LEXICONS:
            pattern = _pattern("courtesy", key)
            if pattern is None:
                continue
            for match in pattern.finditer(clause):
                whole = match.start() == 0 and match.end() == len(clause)
                if (match.start() == 0 or match.end() == len(clause)) and match[0] and not whole:
                    clause = (clause[: match.start()] + clause[match.end() :]).strip()
                    changed = True
                    break
    return clause


def _meaning(text: str, *, language: str | None) -> tuple[Got, int | None]:
    keys = _keys(language)
    folded = fold(text)
    minutes = minutes_in(folded)
    senses = [sense for clause in _clauses(folded) if (sense := _sense(clause, text, keys))]
    asked = (
        "?" in text
        or "¿" in text
        or "？" in text
        or (_found("question", folded) and not senses and not _found("condition", folded))
    )
    if asked:
        return _with_question(folded, keys, minutes)
    return _decide(folded, senses, keys, minutes)


def _with_question(folded: str, keys: list[str], minutes: int | None) -> tuple[Got, int | None]:
    """A question goes to a person, unless a clear answer stands before it: "on my way, which corner?"."""
    head = re.split(r"[?¿？]", folded)[0]
    parts = _clauses(head)
    if len(parts) > 1 and "?" in folded and _found("question", parts[-1]):
        got, said = _decide(", ".join(parts[:-1]), [s for p in parts[:-1] if (s := _sense(p, p, keys))], keys, minutes)
        if got in {Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HELP, Got.HOME_SAFE}:
            return got, said
    return Got.QUESTION, None


def _decide(folded: str, senses: list[str], keys: list[str], minutes: int | None) -> tuple[Got, int | None]:
    said = set(senses)
    later = _found("later", without_times(folded))
    condition = _found("condition", folded)
    far = minutes is not None and minutes > GOING_WITHIN
    if {"help"} & said:
        return Got.HELP, None
    if "cannot" in said:
        if said & {"going", "arrived", "home_safe"}:
            return Got.UNCLEAR, None
        promise = _found("going", re.sub(r"\b(?:no|cant|nao|pa|khong|ne)\b.*?(?:,|$)", " ", folded)) or _maybe(folded)
        return (Got.CONDITIONAL, minutes) if (later or condition or far) and promise else (Got.CANNOT, None)
    if len(said) > 1 and said != {"going", "arrived"}:
        return Got.UNCLEAR, None
    willing = "going" in said or _found("going", folded) or _whole("yes", bare(folded), keys)
    if condition or later or far:
        return _conditional(folded, willing=willing, minutes=minutes, doubt=not (condition or later or far))
    if "home_safe" in said:
        return Got.HOME_SAFE, None
    if "arrived" in said:
        return (Got.UNCLEAR, None) if "going" in said else (Got.ARRIVED, None)
    if "going" in said:
        return Got.GOING, minutes
    if minutes is not None and _only_time(folded):
        return Got.GOING, minutes
    return Got.UNCLEAR, None


def _maybe(folded: str) -> bool:
    return (
        re.search(r"\b(?:maybe|but|pero|mas|men|mais|quizas?|tal vez|talvez|petet|peut|can|puedo|si)\b", folded)
        is not None
    )


def _conditional(folded: str, *, willing: bool, minutes: int | None, doubt: bool) -> tuple[Got, int | None]:
    somebody_else = _found("other", folded) and not willing
    return (Got.UNCLEAR, None) if doubt or somebody_else else (Got.CONDITIONAL, minutes)


def _only_time(folded: str) -> bool:
    """Nothing but a stretch of time and courtesy: "15 min"."""
    rest = _without_courtesy(bare(without_times(folded)))
    return not rest or (_found("courtesy", rest) and len(rest) < 4)


def _sense(clause: str, raw: str, keys: list[str]) -> str | None:
    """What one clause says, if it says one thing plainly."""
    words = bare(clause)
    core = _without_courtesy(words)
    digits = re.fullmatch(r"([1-5])(?:\s\1)*", core) or re.fullmatch(r"([1-5])\s+\D.*", core)
    if digits and not _pattern_time(core):
        rest = core[1:].strip(" 12345")
        sense = DIGITS[digits[1]]
        inner = _words_sense(rest, raw, keys) if rest else None
        return sense if inner in {None, sense} and not (rest and _found("other", rest)) else "contradiction"
    timeless = bare(without_times(clause))
    if minutes_in(clause) is not None and len(timeless) < 4 and not _found("going", words):
        return None
    return _words_sense(timeless if len(timeless) > 3 else words, raw, keys)


def _pattern_time(core: str) -> bool:
    return minutes_in(core) is not None and re.match(r"^\d+\s?\D", core) is not None and not without_times(core).strip()


def _words_sense(words: str, raw: str, keys: list[str]) -> str | None:
    """The sense of a clause: searched in all its words, and again without the courtesy around them."""
    core = _without_courtesy(words)
    if not core:
        return None

    def says(part: str) -> bool:
        return _found(part, words) or _found(part, core)

    if says("home") and not _LEAVING.search(words):
        return "home_safe"
    if says("cannot") or _whole("no", core, keys) or _whole("no", words, keys):
        return "cannot"
    if says("other"):
        return None
    if says("going") and not _found("arrived", words):
        return "going"
    if says("arrived"):
        return "arrived"
    if says("help"):
        return "help"
    if _whole("yes", words, keys) or _whole("yes", core, keys):
        return None if _if_not_yes(core, raw) else "going"
    return None


_LEAVING = re.compile(r"\b(?:going|heading|headed|way|head|voy|vou|indo|pral|vais|bai|leaving|saliendo)\b")


def _if_not_yes(core: str, raw: str) -> bool:
    """An unaccented "si" in front of more words may be an "if"."""
    return core == "si" and re.search(r"\bsi\b \w", raw) is not None
