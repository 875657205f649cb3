"""Decides what an answer means. When in doubt it is ``unclear`` and a person reads it: a wrong "going" is never allowed.

Order: an emergency outranks everything; then stop and start as whole messages or plain sentences; then questions; then the
digits and words of an answer, whose contradictions are unclear. Up to 60 minutes away is going; more, another day or an
"if" is conditional (61 to 89 minutes too: the safe side). With several activations open, an answer needs its code.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from amparo.replies import optout_words
from amparo.replies.emergency import is_emergency
from amparo.replies.hunch import hunch
from amparo.replies.lexicon import LANGUAGES
from amparo.replies.normal import bare, fold, plain
from amparo.replies.reading import Clause, Kept, Reading, readings
from amparo.replies.times import minutes_in, without_times

GOING_WITHIN = 60


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


_HESITATES = re.compile(
    r"(?:h*[aeu]*h*m+|u+h+|e+r+m*|e+u*h+|嗯|呃|额|唔)(?: (?:h*u*m+|u+h+|e+r+))*"
)  # and "k" is no answer
NEEDS_CODE = {Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HOME_SAFE, Got.CONDITIONAL}


@dataclass(frozen=True)
class Reply:
    """The meaning of a text: ``code`` is the letter of the activation, or empty; ``eta_minutes`` as said, or None."""

    got: Got
    code: str = ""
    eta_minutes: int | None = None
    words: str = ""


def interpret(text: str, *, language: str | None = None, open_activations: int = 1, kept: Kept | None = None) -> Reply:
    """What a texted answer means, in any of the network's languages; the stated one is tried first. Never raises.

    Whoever asks several times about one text hands in the same ``kept``.
    """
    several = open_activations > 1
    code, folded = without_code(text, several=several)
    if not bare(folded):
        return Reply(Got.QUESTION if re.fullmatch(r"[\s?¿]*\?[\s?¿!]*", folded) else Got.UNCLEAR, words=text)
    if bare(folded) == "k" or (
        _HESITATES.fullmatch(bare(folded)) and not (folded == "um" and _stated(language) == "pt")
    ):
        return Reply(Got.UNCLEAR, words=text)
    likely = readings(folded, _stated(language), kept)
    heard = (kept or Kept()).meanings
    as_read = (folded, *(reading.lexicon.name for reading in likely))
    if as_read not in heard:
        heard[as_read] = _second(folded, likely, *_meaning(text, folded, likely))
    got, minutes = heard[as_read]
    if several and not code and (got in NEEDS_CODE or (got == Got.HELP and bare(folded) == "4")):
        got = Got.UNCLEAR
    eta = minutes if got in {Got.GOING, Got.CONDITIONAL} else None
    return Reply(got, code=code, eta_minutes=eta, words=text)


def without_code(text: str, *, several: bool) -> tuple[str, str]:
    """The letter of the activation, and the folded text without it."""
    code, rest = _code(plain(text), several=several)
    return code, fold(rest)


def _second(folded: str, likely: list[Reading], got: Got, minutes: int | None) -> tuple[Got, int | None]:
    """The learned reader, where the rules saw nothing at all in the text; it never says going, stop or start."""
    if got == Got.UNCLEAR and _saw_nothing(folded, likely) and (meant := hunch(folded)):
        return Got(meant), minutes_in(folded)
    return got, minutes


def _saw_nothing(folded: str, likely: list[Reading]) -> bool:
    """No clause says anything, nobody else is spoken of, nothing is in doubt, no word of alarm was taken back."""
    first = likely[0]
    said = [c for c in first.clauses if not (c.sense == "going" and _formal(first, c))]
    if any(c.sense or c.conditional for c in said) or any(map(first.says, ("other", "doubt", "was", "third"))):
        return False
    enough = len(bare(folded).split()) > 1 or not first.lexicon.bounded
    return enough and not any(reading.says("emergency") for reading in likely)


def _stated(language: str | None) -> str | None:
    name = (language or "").strip().lower().replace("_", "-").split("-")[0]
    return name if name in LANGUAGES else None


def _meaning(text: str, folded: str, likely: list[Reading]) -> tuple[Got, int | None]:
    if is_emergency(likely):
        return Got.EMERGENCY, None
    if optout_words.is_stop(text) or any(_stops(reading) for reading in likely):
        return Got.STOP, None
    if optout_words.is_start(text) or any(_sentence("start", reading) for reading in likely):
        return Got.START, None
    answers = [_answer(reading, folded) for reading in likely]
    first = answers[0]
    plain_words = [a for a in answers if a[0] not in {Got.UNCLEAR, Got.QUESTION}]
    blind = first[0] == Got.UNCLEAR and not (likely[0].says("other") or likely[0].says("doubt") or _torn(likely[0]))
    if blind and plain_words:
        return plain_words[0]
    if first[0] == Got.GOING and any(a[0] in {Got.CANNOT, Got.CONDITIONAL} for a in answers[1:] if a):
        return _against(likely, answers)
    return first


def _torn(reading: Reading) -> bool:
    senses = {c.sense for c in reading.clauses if c.sense}
    return len(senses) > 1 or "contradiction" in senses


def _against(likely: list[Reading], answers: list[tuple[Got, int | None]]) -> tuple[Got, int | None]:
    """Another likely language reads a refusal or an "if": the first wins only where it knows clearly more words."""
    others = [other for other, a in zip(likely[1:], answers[1:], strict=True) if a[0] != Got.GOING]
    clear = all(likely[0].score >= other.score + 1 for other in others)
    return answers[0] if clear else next(a for a in answers[1:] if a[0] != Got.GOING)


def _stops(reading: Reading) -> bool:
    """A sentence that asks for no more texts, or a stop word as a sentence of its own beside no other answer or scene ("halt, they are three cars")."""
    if _sentence("stop", reading):
        return True
    senses = {c.sense for c in reading.clauses} - {None, "cannot", "question"}
    if senses or not reading.parts:
        return False
    if reading.parts[-1] in optout_words.STRONG:
        return True
    if reading.parts[0] not in optout_words.STRONG:
        return False
    return not any(reading.says("scene", words) or _COUNTED.search(words) for words in reading.parts[1:])


_COUNTED = re.compile(
    r"(?<!\w)(?:\d+|two|three|four|dos|tres|cuatro|dois|quatro|twa|kat|deux|trois|quatre|kuatu|hai|ba|bon)(?!\w)|[两三四]"
)
_DENIED = re.compile(r"(?:don ?'?t|do not|never|nunca|jamais|nao|pa janm) $")


def _sentence(part: str, reading: Reading) -> bool:
    """A plain sentence that stops or restarts, alone in its clause."""
    for words in [*reading.parts, bare(reading.text)]:
        match = None if reading.says("errand", words) else reading.lexicon.pattern(part).search(words)
        if match and len(words) - len(match[0]) <= 26 and match.start() <= 18:
            return _DENIED.search(words[: match.start()]) is None
    return False


_DIGIT_CODE = re.compile(
    r"(?<!\w)([a-h])([\s\-.:)#,]{0,2})([1-5])(?![\w:])|(?<![\w:])([1-5])([\s\-.:)#,]{0,2})([a-h])(?!\w)"
)
_TIGHT = re.compile(r"(?<!\w)[(\[]?([a-h])([1-5])(?=[\u3400-\u9fff])")
_FIRST_LETTER = re.compile(r"^([a-h])(?:\s?[:.,)\-]\s?|\s|(?=[\u3400-\u9fff]))(?=\w)")
_INNER_LETTER = re.compile(r"(?<=\w) (?:for|to|para|pou|pour|cho|code|codigo|kod) ([a-h])(?=\s*[,.;!])")
_LAST_LETTER = re.compile(r"(?:\s|[:,\-]\s?)(?:(?:for|to|para|pou|pour|pa|cho|code|codigo|a(?= [b-h])) )?([a-h])[.!]?$")


def _code(lower: str, *, several: bool) -> tuple[str, str]:
    """The letter of the activation and the text without it. A lone letter counts only when several are open."""
    matches = [m for m in _DIGIT_CODE.finditer(lower) if _is_code(m, lower)]
    if len({(m[1] or m[6]) for m in matches}) > 1:
        return "", "1 2"
    if match := matches[0] if matches else None:
        letter, digit = (match[1], match[3]) if match[1] else (match[6], match[4])
        return letter.upper(), f"{digit}, {lower[: match.start()]} , {lower[match.end() :]}".strip(" ,")
    if match := _TIGHT.search(lower):
        return match[1].upper(), f"{match[2]}, {lower[match.end() :]}"
    if several:
        for pattern in (_FIRST_LETTER, _LAST_LETTER, _INNER_LETTER):
            match = pattern.search(lower)
            if match and not (match[1] in "aeo" and pattern is _LAST_LETTER and not lower[-2:].startswith(" ")):
                return match[1].upper(), (lower[: match.start()] + " " + lower[match.end() :]).strip()
    return "", lower


_UNIT = re.compile(
    r"\s?(?:h|min\w*|hora\w*|hours?|heures?|zè|e d|èd|ed tan|cuadra\w*|quadra\w*|bl[oò]k\w*|rues?|oras?|gio|km|mil\w*|persona\w*|pessoa\w*)(?!\w)"
)


def _is_code(match: re.Match[str], lower: str) -> bool:
    """ "a 2" inside a sentence ("estoy a 2 cuadras") and "1 h" are no codes."""
    alone = not re.search(r"\w", lower[: match.start()]) or not re.search(r"\w", lower[match.end() :])
    gap = match[2] if match[1] else match[5]
    letter = match[1] or match[6]
    if letter == "h" and match[6]:
        return False
    if match[1] == "a" and gap and re.search(r"\w", lower[: match.start()]):
        return False
    if letter == "e" and gap and re.search(r"\d", lower[: match.start()] + lower[match.end() :]):
        return False
    if _UNIT.match(lower[match.end() :]):
        return False
    return alone or not gap


def _answer(reading: Reading, folded: str) -> tuple[Got, int | None]:
    minutes = minutes_in(reading.text) if minutes_in(folded) is None else minutes_in(folded)
    clauses = reading.clauses
    if reading.is_question():
        outside = reading.unasked() if re.search(r"[?？]", reading.text) else clauses
        got, said = _decide(reading, outside, minutes)
        clear = {Got.GOING, Got.CANNOT, Got.ARRIVED, Got.HELP, Got.HOME_SAFE, Got.CONDITIONAL}
        return (got, said) if got in clear and not (got == Got.CONDITIONAL and not outside) else (Got.QUESTION, None)
    return _decide(reading, clauses, minutes)


def _decide(reading: Reading, clauses: list[Clause], minutes: int | None) -> tuple[Got, int | None]:
    said = {c.sense for c in clauses if c.sense and not (c.sense == "cannot" and c.conditional)} - {"question"}
    conditional = [
        c for c in clauses if c.conditional and not (c.sense == "cannot" and not reading.says("if", c.words))
    ]
    doubt = any(reading.says("doubt", c.words) for c in clauses)
    if "help" in said:
        return Got.HELP, None
    if "contradiction" in said:
        return Got.UNCLEAR, None
    if any(c.sense == "cannot" for c in clauses):
        return _refused(reading, conditional, said, minutes)
    if conditional:
        mine = any(c.own or reading.says("if", c.words) for c in conditional) or "going" in said
        return (Got.CONDITIONAL, minutes) if mine else (Got.UNCLEAR, None)
    if "going" in said and all(_formal(reading, c) for c in clauses if c.sense == "going"):
        if len(said) > 1:  # "home, no problem": a phrase of form beside an answer is no second answer
            said -= {"going"}
        elif any(_unknown(reading, c) for c in clauses):  # "in my pajamas, all good" is no yes
            return Got.UNCLEAR, None
    if doubt or len(said) > 1:
        return Got.UNCLEAR, None
    if said == {"arrived"} and minutes is not None:  # "15 min and I am there"
        return (Got.GOING, minutes) if minutes <= GOING_WITHIN else (Got.CONDITIONAL, minutes)
    if said:
        sense = Got(next(iter(said)))
        return (sense, minutes) if sense == Got.GOING else (sense, None)
    return _bare_time(reading, clauses, minutes)


def _formal(reading: Reading, clause: Clause) -> bool:
    return reading.lexicon.whole("idiom", reading.without_courtesy(clause.words))


def _unknown(reading: Reading, clause: Clause) -> bool:
    """A clause that says something which nobody listed."""
    return clause.sense is None and not reading.lexicon.whole("courtesy", reading.without_courtesy(clause.words))


def _refused(
    reading: Reading, conditional: list[Clause], said: set[str], minutes: int | None
) -> tuple[Got, int | None]:
    """A refusal beside other words: an offer for another time is conditional, a promise makes it unclear."""
    offers = [
        c for c in conditional if c.sense == "cannot" or (c.own and (c.sense == "going" or _promises(reading, c.words)))
    ]
    if offers:
        return Got.CONDITIONAL, minutes
    if said & {"going", "arrived"}:
        return Got.UNCLEAR, None
    return Got.CANNOT, None


def _promises(reading: Reading, words: str) -> bool:
    rest = bare(reading.lexicon.pattern("later").sub(" ", without_times(words)))
    core = reading.without_courtesy(rest)
    return not core or reading.says("offer", rest) or reading.lexicon.whole("yes", core)


def _bare_time(reading: Reading, clauses: list[Clause], minutes: int | None) -> tuple[Got, int | None]:
    """Nothing but a stretch of time and courtesy: "15 min"."""
    idiom = reading.lexicon.pattern("idiom")
    rests = [reading.without_courtesy(bare(idiom.sub(" ", without_times(c.words)))) for c in clauses]
    empty = all(not rest or reading.lexicon.whole("courtesy", rest) for rest in rests)
    return (
        (Got.GOING, minutes)
        if clauses and minutes is not None and minutes <= GOING_WITHIN and empty
        else (Got.UNCLEAR, None)
    )
