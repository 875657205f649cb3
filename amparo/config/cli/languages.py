"""Makes the catalogues that Django reads (.mo) from those that people edit (.po), when they are older."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def compile_all() -> int:
    """Write every catalogue that is missing or older than its source; returns how many were written."""
    written = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words:
            catalog = read_po(words, charset="utf-8")
        draft = target.with_suffix(".new")
        with draft.open("wb") as sink:
            write_mo(sink, catalog)
        draft.replace(target)
        written += 1
    return written
