"""What every command that needs the house does first: a database, then Django."""

import os
from pathlib import Path

from amparo.config.cli.running import running_house

ROOT = Path(__file__).resolve().parents[3]


def var_folder() -> Path:
    return Path(os.environ.get("AMPARO_VAR", ROOT / "var")).expanduser().resolve()


def database_name() -> str:
    """A demo has a database of its own: invented people never move in with real ones."""
    return "amparo_demo" if os.environ.get("AMPARO_MODE") == "demo" else "amparo"


def listen_to_running_house() -> None:
    """Take over what a running house says of itself (its mode, its addresses), where the environment says nothing."""
    house = running_house(var_folder())
    for name, value in (house.told if house else {}).items():
        os.environ.setdefault(name, value)


def set_up() -> bool:
    """Start the embedded database unless DATABASE_URL names another, and Django; True when the database was started here."""
    import django

    listen_to_running_house()
    started = False
    if not os.environ.get("DATABASE_URL"):
        from amparo.config import embedded

        var = var_folder()
        started = embedded.status(var) is None
        os.environ["DATABASE_URL"] = embedded.start(var, database_name())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    django.setup()
    return started
