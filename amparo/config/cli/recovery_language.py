"""The recovery's words in four languages, on a machine that has neither the house's settings nor its database."""

import os
import sys

LANGUAGES = ("en", "es", "pt-br", "ht")
NAMES = {"en": "English", "es": "español", "pt-br": "português", "ht": "kreyòl"}


def usual_language() -> str:
    """The language of this machine, where the house has it; else English."""
    said = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2].lower()
    return {"es": "es", "pt": "pt-br", "ht": "ht"}.get(said, "en")


def speak(language: str, *, offline: bool) -> None:
    """From here on all is said in this language. ``offline`` asks for no setting of the house."""
    import django
    from django.conf import settings
    from django.utils import translation

    from amparo.config.cli.languages import LOCALE, compile_all

    try:
        compile_all()
    except OSError:  # a copy that cannot be written to speaks with the words it has
        print("The translations could not be made here.", file=sys.stderr)
    if offline:
        settings.configure(
            INSTALLED_APPS=[], LOCALE_PATHS=[LOCALE], USE_I18N=True, USE_TZ=True, MODE="offline", SABOTAGE=[]
        )
        django.setup()
    translation.activate(language)
