"""What a text says to whoever may ask, found while its words are in memory. It can be written down; its words never are."""

import re
from collections.abc import Mapping
from typing import Any

from amparo.replies.engine import Got, Reply, interpret
from amparo.replies.guess import guess_language
from amparo.replies.lexicon import LANGUAGES
from amparo.replies.optout_words import is_help_word
from amparo.replies.reading import Kept

_SPANISH = {"alto", "parar", "baja", "basta", "ayuda", "info", "comenzar", "cancelar"}


class Said:
    """The meanings of one text: for a stated language, and for one or several open activations. It shows no words."""

    def __init__(self, words: str = "", *, known: Mapping[str, Any] | None = None) -> None:
        self._words, self._known = words, dict(known or {})
        self._kept = Kept()

    def reply(self, *, language: str | None = None, open_activations: int = 1) -> Reply:
        """What it means to somebody who asked: like ``interpret``, without the words."""
        stated = (language or "").strip().lower().replace("_", "-").split("-")[0]
        key = f"{stated if stated in LANGUAGES else ''} {min(max(open_activations, 1), 2)}"
        if key not in self._known:
            found = interpret(self._words, language=stated or None, open_activations=open_activations, kept=self._kept)
            self._known[key] = [found.got.value, found.code, found.eta_minutes]
        got, code, minutes = self._known[key]
        return Reply(Got(got), code=code, eta_minutes=minutes)

    @property
    def is_help(self) -> bool:
        return bool(self._about("help", lambda: is_help_word(self._words)))

    @property
    def digit(self) -> str:
        """The one digit that is all of it, or nothing."""
        return str(self._about("digit", lambda: m[0] if (m := re.fullmatch(r"\d", self._words.strip())) else ""))

    @property
    def language(self) -> str:
        """The language it is most likely written in; a guess."""
        return str(self._about("language", lambda: guess_language(self._words)))

    @property
    def word_language(self) -> str:
        """The language of a stop, start or help word: a Spanish word is answered in Spanish."""
        return str(self._about("word", lambda: "es" if self._words.strip().lower() in _SPANISH else "en"))

    def _about(self, name: str, find: Any) -> Any:
        if name not in self._known:
            self._known[name] = find()
        return self._known[name]

    def dump(self) -> dict[str, Any]:
        """Every meaning that anybody may ask for, to be written down."""
        for language in ("", *LANGUAGES):
            for several in (1, 2):
                self.reply(language=language, open_activations=several)
        _found = self.is_help, self.digit, self.language, self.word_language
        return dict(self._known)

    def __repr__(self) -> str:
        return "Said()"
