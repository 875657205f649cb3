"""One module a language: the phrases people really text, folded (no accents, no apostrophes, lower case)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """Phrases of one language as regular expressions over folded text, by what they mean.

    ``yes`` and ``no`` count only as a whole clause; the others wherever they stand. ``other`` names what makes a "going"
    doubtful: somebody else, the past, another errand.
    """

    yes: str = ""
    going: str = ""
    no: str = ""
    cannot: str = ""
    arrived: str = ""
    help: str = ""
    home: str = ""
    question: str = ""
    condition: str = ""
    later: str = ""
    other: str = ""
    emergency: str = ""
    no_emergency: str = ""
    stop: str = ""
    start: str = ""
    courtesy: str = ""
    bounded: bool = True
