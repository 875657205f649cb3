"""Whether a text tells of an arrest, an injury, a weapon or a medical need, now, of anybody.

A word of alarm counts unless it is denied, long past, part of a training, or only asked about or supposed. The likeliest
language that knows a word of alarm in a clause decides that clause.
"""

import re
from collections.abc import Iterator

from amparo.replies.reading import Reading
from amparo.replies.spelling import alarmed

_NEAR = 28  # letters between a denial and what it denies
_SENTENCES = re.compile(r"(?<=[.!?。！？;；])")
_CLAUSES = re.compile(r"[,，、:()…]")
_TURN = re.compile(r"(?<!\w)(?:he|she|they|i|you|el|ella|ele|ela|elle|il|ils|l ap)(?!\w)")


def is_emergency(likely: list[Reading]) -> bool:
    """True when a clause of the text is an alarm that nothing in it takes back."""
    decided: dict[tuple[int, int], bool] = {}
    for reading in likely:
        for text in dict.fromkeys((reading.text, alarmed(reading.text, reading.lexicon))):
            for place, alarm in _alarms(reading, text).items():
                decided.setdefault(place, alarm)
    return any(decided.values())


def _alarms(reading: Reading, text: str) -> dict[tuple[int, int], bool]:
    table = reading.lexicon
    if not table.says("emergency", text):
        return {}
    over = table.says("past", text) or (table.says("training", text) and not table.says("now", text))
    found: dict[tuple[int, int], bool] = {}
    for i, sentence in enumerate(_SENTENCES.split(text)):
        for j, clause in enumerate(_CLAUSES.split(sentence)):
            if table.says("emergency", clause):
                found[i, j] = not over and _alarm(reading, sentence, clause)
    return found


def _alarm(reading: Reading, sentence: str, clause: str) -> bool:
    table = reading.lexicon
    joins = rf"(?<!\w)(?:{table.joins})(?!\w)" if table.bounded else table.joins
    asked = re.search(r"[?？¿]", sentence) is not None
    supposed = asked or table.says("question", sentence)
    for part in re.split(joins, table.pattern("denial").sub(" ~ ", clause)):
        for match in table.pattern("emergency").finditer(part):
            before = part[: match.start()].strip()
            if asked and table.says("any", sentence):
                continue
            if table.says("hypo", before) and (supposed or not table.says("doubt", before)):
                continue
            if not _denied(table.pattern("denied").finditer(before), before, bounded=table.bounded):
                return True
    return False


def _denied(denials: Iterator[re.Match[str]], before: str, *, bounded: bool) -> bool:
    for denial in denials:
        between = before[denial.end() :].strip()
        if len(between) <= (_NEAR if bounded else 6) and len(between.split()) <= 4 and not _TURN.search(between):
            return True
    return False
