"""The words of the house in its languages, without gettext's own programs.

``python -m tools.translations extract`` brings every .po file up to date with the code and the templates; ``check`` fails on
what is untranslated, doubtful or stale; ``compile`` writes the .mo files that Django reads.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from amparo.config.cli.languages import compile_all

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("es", "pt_BR", "ht")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}


def po_file(language: str) -> Path:
    return ROOT / "amparo" / "locale" / language / "LC_MESSAGES" / "django.po"


def template_of_words() -> Catalog:
    """Every marked word of the Python files and the templates, in the order of the files."""
    catalog = Catalog(charset="utf-8")
    for path, text in _sources():
        for _line, words, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"]):
            catalog.add(words, locations=[(path, 0)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[tuple[str, str]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    os.environ.setdefault("AMPARO_MODE", "test")
    from django.utils.translation.template import templatize

    for path in sorted(ROOT.glob("amparo/**/*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted(ROOT.glob("amparo/**/templates/**/*.html")):
        yield path.relative_to(ROOT).as_posix(), templatize(path.read_text(encoding="utf-8"))


def read(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=None if language == "ht" else language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=None if language == "ht" else language, charset="utf-8")


def update(language: str) -> None:
    """Bring one language's file up to date: what is gone is dropped, what is new stands empty."""
    catalog = read(language)
    catalog.update(template_of_words(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as sink:
        write_po(sink, catalog, width=120, omit_header=False, no_location=True, sort_output=True)
    _keep_header_short(path, language)


def _keep_header_short(path: Path, language: str) -> None:
    body = path.read_text(encoding="utf-8").split("\n\n", 1)[1]
    plural = "nplurals=2; plural=(n > 1);" if language in {"pt_BR", "ht"} else "nplurals=2; plural=(n != 1);"
    lines = [
        f"Language: {language}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural}",
    ]
    header = 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines)
    path.write_text(header + "\n" + body, encoding="utf-8")


def complaints(language: str) -> Iterator[str]:
    """What is untranslated, doubtful, stale or has lost a placeholder in one language."""
    wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in template_of_words() if m.id}
    known = {}
    for message in read(language):
        if not message.id:
            continue
        key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
        known[key] = message
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(forms):
            yield f"{language}: not translated: {key[0]!r}"
        yield from (f"{language}: {error}" for error in message.check())
    yield from (f"{language}: missing: {key[0]!r}" for key in sorted(wanted - known.keys(), key=str))
    yield from (f"{language}: no longer used: {key[0]!r}" for key in sorted(known.keys() - wanted, key=str))


def main(words: list[str]) -> int:
    if words == ["extract"]:
        for language in LANGUAGES:
            update(language)
        return 0
    if words == ["compile"]:
        compile_all()
        return 0
    if words == ["check"]:
        found = [line for language in LANGUAGES for line in complaints(language)]
        print("\n".join(found) or f"translations: {len(LANGUAGES)} languages are complete")
        return bool(found)
    print("say extract, check or compile", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
