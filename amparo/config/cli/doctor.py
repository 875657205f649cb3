"""Checks the house and says, for whatever is wrong, how to mend it in one sentence."""

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from amparo.config.cli.running import running_house
from amparo.config.cli.setup import set_up, var_folder
from amparo.config.env import SettingError

KEPT_WITH_KEYS = {".key", ".txt", ".json"}


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, whether it is well, and the mend when it is not."""

    what: str
    well: bool
    mend: str


def report(out: TextIO) -> int:
    """Print every check, green or red; 1 when at least one is red. What keeps the checks from beginning is said, too."""
    from amparo.config import embedded

    try:
        set_up()
    except SettingError as wrong:
        return _print([Finding("settings", False, str(wrong))], out)
    except embedded.DatabaseWillNotStart as failure:
        return _print([Finding("settings", True, ""), Finding("database", False, str(failure))], out)
    return _print([Finding("settings", True, ""), *examine()], out)


def _print(findings: list[Finding], out: TextIO) -> int:
    for finding in findings:
        words = f"ok   {finding.what}" if finding.well else f"RED  {finding.what}: {finding.mend}"
        out.write(words + "\n")
    return int(not all(finding.well for finding in findings))


def examine() -> list[Finding]:
    """Every finding, in the order in which one mends them. A check that breaks is red by its own name."""
    from amparo.config.cli import doctor_keeping, doctor_network, doctor_rows

    checks: tuple[Callable[[], Finding], ...] = (
        key_file, private_folders, disk, translations, static_files, database, migrations, quiet_log,
        *doctor_rows.CHECKS, *doctor_keeping.CHECKS, *doctor_network.CHECKS,
    )  # fmt: skip
    return [_look(check) for check in checks]


def _look(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as failure:
        name = check.__name__.replace("_", " ")
        return Finding(name, False, f"could not be looked at ({type(failure).__name__}): mend what is red above first")


def house_runs() -> bool:
    return running_house(var_folder()) is not None


def key_file() -> Finding:
    from django.conf import settings

    path = Path(settings.OPERATIONAL_KEY_FILE)
    mend = f"make {path} and let only the house read it: chmod 600"
    if not path.exists():
        return Finding("operational key", False, mend)
    closed = not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    words = path.read_text(encoding="ascii", errors="replace").strip()
    whole = len(words) == 64 and all(letter in "0123456789abcdef" for letter in words)
    return Finding("operational key", closed and whole, mend if whole else f"{path} must hold 64 hexadecimal digits")


def private_folders() -> Finding:
    """Nobody else on this machine enters the folder of the keys or of the house, or reads a key."""
    from django.conf import settings

    from amparo.core.private import open_to_others

    key = Path(settings.OPERATIONAL_KEY_FILE)
    if any(each.suffix not in KEPT_WITH_KEYS for each in key.parent.glob("*")):
        return Finding("folders closed to others", False, f"give the keys a folder of their own: move {key} into one")
    keys = dict.fromkeys(
        [key.parent, Path(settings.EPOCHS), Path(settings.PINS), Path(settings.SPOOL), Path(settings.SEALED)]
    )
    wrong = [
        *open_to_others(Path(settings.VAR), passing=True),
        *(each for folder in keys for each in open_to_others(folder)),
    ]
    named = " ".join(map(str, wrong[:3]))
    return Finding("folders closed to others", not wrong, f"others on this machine can get in; run: chmod go= {named}")


def disk() -> Finding:
    from django.conf import settings

    free = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.ROOT).free
    return Finding("disk", free > 1_000_000_000, f"only {free // 1_000_000} MB are free; make room")


def translations() -> Finding:
    from amparo.config.cli.languages import LOCALE

    sources = list(LOCALE.glob("*/LC_MESSAGES/django.po"))
    late = [
        source.parents[1].name
        for source in sources
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    return Finding("words in four languages", bool(sources) and not late, "start the house again: it compiles them")


def static_files() -> Finding:
    from django.conf import settings

    well = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() or not house_runs()
    return Finding("static files", well, "run: amparo django collectstatic --noinput")


def database() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    return Finding("PostgreSQL 15 or newer", version >= 150000, "upgrade the server that DATABASE_URL names")


def migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    well = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("migrations", well, "run: amparo django migrate")


def quiet_log() -> Finding:
    from django.db import connection

    from amparo.config.embedded import PARAMETERS

    with connection.cursor() as cursor:
        wrong = []
        for name, value in PARAMETERS.items():
            if name.startswith("log_"):
                cursor.execute("SELECT current_setting(%s)", [name])
                wrong += [f"{name} = {value}"] if cursor.fetchone() != (value,) else []
    return Finding("nothing personal in PostgreSQL's log", not wrong, f"set in postgresql.conf: {', '.join(wrong)}")
