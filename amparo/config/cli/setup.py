"""What every command that needs the house does first: a database, then Django."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def var_folder() -> Path:
    return Path(os.environ.get("AMPARO_VAR", ROOT / "var")).expanduser().resolve()


def set_up() -> bool:
    """Start the embedded database unless DATABASE_URL names another, and Django; True when the database was started here."""
    import django

    started = False
    if not os.environ.get("DATABASE_URL"):
        from amparo.config import embedded

        var = var_folder()
        started = embedded.status(var) is None
        os.environ["DATABASE_URL"] = embedded.start(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    django.setup()
    return started
