"""Reads a page as its reader does, and finds the English that was left in it."""

import re
from collections.abc import Collection
from functools import cache
from html.parser import HTMLParser

from tools.translations import read

SILENT = {"script", "style", "kbd"}  # a key bears its own name
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-confirm"}
LONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PLACE = re.compile(r"%\\\([a-z_]+\\\)[sd]|\\\{[a-z_]*\\\}|%[sd]")
# Words that none of the other languages has.
ENGLISH = re.compile(
    r"(?<![\w@./-])(the|and|with|your|you|this|that|please|enter|not|password|which)(?![\w@./-])", re.I
)


class Reader(HTMLParser):
    """Collects the visible and the spoken words of a page, but not what is marked as being in another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.words, self.open = language, list[str](), list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = (
            tag in SILENT
            or (named.get("lang") or self.language).lower() != self.language
            or named.get("translate") == "no"
        )
        if not (foreign or any(silent for _tag, silent in self.open)):
            self.words += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in LONE:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(silent for _tag, silent in self.open):
            self.words.append(" ".join(data.split()))


@cache
def _english(language: str) -> re.Pattern[str]:
    """Every sentence of ours that reads otherwise in this language, as one pattern; what is filled in may be anything."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for message in read({"pt-br": "pt_BR"}.get(language, language)):
        ours |= set(message.id if isinstance(message.id, tuple) else (message.id,))
        theirs |= set(message.string if isinstance(message.string, tuple) else (message.string,))
    assert len(theirs) > 500, "the words of this language are there"
    sentences = [PLACE.sub(".+", re.escape(" ".join(each.split()))) for each in ours - theirs]
    sentences = [each for each in sentences if re.search(r"[A-Za-z]{3}", each)]
    return re.compile("|".join(sorted(sentences, key=len, reverse=True)))


def english_left(page: str, language: str, names: Collection[str] = ()) -> list[str]:
    """The words of a page that its reader, who chose another language, finds in English. ``names`` may stay as they are."""
    reader = Reader(language)
    reader.feed(page)
    own = _english(language)
    return [words for words in reader.words if words not in names and (own.fullmatch(words) or ENGLISH.search(words))]
