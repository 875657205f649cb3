"""The words that leave the house as texts: by template and language, contentless by rule.

A text may name the network, a town, the letter of an activation, a link, our own number. It never carries a person's name,
a street or a status: ``complaints()`` checks that, and a test runs it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from amparo.messaging.segments import Segments, count

TEXTS: dict[str, dict[str, str]] = {
    name: words
    for table in ("general.toml", "activation.toml")
    for name, words in tomllib.loads(Path(__file__).with_name(table).read_text(encoding="utf-8")).items()
}
PAGE_LANGUAGES = ("en", "es", "pt-BR", "ht")
ALLOWED = {"network", "area", "code", "other", "link", "number", "minutes"}
MOST_SEGMENTS = 2
# A filled value is at most this long: an invented town of 16 letters, our own links.
SAMPLE = {
    "network": "Valley Watch", "area": "West Springfield", "code": "A", "other": "B", "minutes": "20",
    "link": "https://help.example.org/response/p/Xy7kQ2mNpR4s", "number": "+14135550100",
}  # fmt: skip
_FORBIDDEN = re.compile(
    r"\b(?:ice|migra|immigra\w*|inmigra\w*|imigra\w*|imigrasyon|illegal\w*|ilegal\w*|status|estatus|visa|deport\w*|street|calle|rua)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"{(\w+)}")


class UnknownText(KeyError):
    """There is no template of this name."""


def render(template: str, language: str, values: Mapping[str, str] | None = None) -> str:
    """The text in this language, or in the nearest one that has it (English at last)."""
    words = TEXTS.get(template)
    if words is None:
        raise UnknownText(template)
    filled = {"network": settings.NETWORK_NAME, "number": settings.HOTLINE_NUMBER, **(values or {})}
    return words[language_for(words, language)].format(**filled)


def language_for(words: Mapping[str, str], language: str) -> str:
    """The language that will be used for a reader of this one."""
    for wanted in (language, language.split("-")[0], *(k for k in words if k.split("-")[0] == language.split("-")[0])):
        if wanted in words:
            return wanted
    return "en"


def cost(template: str, language: str, values: Mapping[str, str] | None = None) -> Segments:
    """What this text costs with these values, or with long sample values."""
    return count(render(template, language, {**SAMPLE, **(values or {})}))


def complaints() -> Iterator[str]:
    """Everything that is wrong with the texts: a missing language, a place for content, a forbidden word, too long."""
    for name, words in TEXTS.items():
        wanted = settings.SPOKEN_LANGUAGES if name.startswith("activation.") else PAGE_LANGUAGES
        yield from (f"{name}: no words in {language}" for language in wanted if language not in words)
        for language, text in words.items():
            places = set(_PLACE.findall(text))
            yield from (f"{name} {language}: may not carry {{{place}}}" for place in places - ALLOWED)
            if places != set(_PLACE.findall(words["en"])):
                yield f"{name} {language}: carries other values than the English text"
            if forbidden := _FORBIDDEN.search(text):
                yield f"{name} {language}: says {forbidden[0]!r}"
            if not places - ALLOWED and (segments := cost(name, language).segments) > MOST_SEGMENTS:
                yield f"{name} {language}: {segments} segments"
