from dataclasses import dataclass

from amparo.messaging.prompts import PROMPTS, WITHOUT_VOICE, can_be_recorded, recordings

PAGE_LANGUAGES = ("en", "es", "pt-BR", "ht")


@dataclass(frozen=True)
class Slot:
    """One sentence in one language: its words, whether the network recorded it, whether it can."""

    name: str
    words: str
    recorded: bool
    recordable: bool


def slots_in(language: str) -> list[Slot]:
    """Every sentence of the line in this language, those without a recording first."""
    known = recordings()
    slots = [
        Slot(name, words[language], (name, language) in known, can_be_recorded(name))
        for name, words in PROMPTS.items() if language in words
    ]  # fmt: skip
    return sorted(slots, key=lambda slot: (not slot.recordable, slot.recorded))


def needs_voices(language: str) -> bool:
    """Whether the carrier has no voice of its own for this language."""
    return language in WITHOUT_VOICE
