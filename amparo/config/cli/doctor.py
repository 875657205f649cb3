"""Checks the house and says, for whatever is wrong, how to mend it in one sentence."""

import os
import shutil
import stat
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from amparo.config.cli.setup import set_up


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, whether it is well, and the mend when it is not."""

    what: str
    well: bool
    mend: str


def report(out: TextIO) -> int:
    """Print every check, green or red; 1 when at least one is red."""
    set_up()
    findings = [check() for check in CHECKS]
    for finding in findings:
        out.write(
            f"{'ok ' if finding.well else 'RED'}  {finding.what}" + ("" if finding.well else f": {finding.mend}") + "\n"
        )
    return int(not all(finding.well for finding in findings))


def key_file() -> Finding:
    from django.conf import settings

    path = Path(settings.OPERATIONAL_KEY_FILE)
    well = path.exists() and not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return Finding(
        "operational key", well, "make the file of AMPARO_OPERATIONAL_KEY_FILE, readable by the house only (chmod 600)"
    )


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
                wrong += [name] if cursor.fetchone() != (value,) else []
    return Finding("nothing personal in PostgreSQL's log", not wrong, f"set in postgresql.conf: {', '.join(wrong)}")


def disk() -> Finding:
    from django.conf import settings

    free = shutil.disk_usage(settings.ROOT).free
    return Finding("disk", free > 1_000_000_000, f"only {free // 1_000_000} MB are free; make room")


def places() -> Finding:
    from amparo.geo.models import Town

    return Finding("towns", Town.objects.exists(), "run: amparo import FOLDER")


def _house_runs() -> bool:
    from amparo.config.cli.setup import var_folder

    try:
        os.kill(int((var_folder() / "house.pid").read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True


def worker() -> Finding:
    """Only a house that runs has a worker that beats."""
    from amparo.core import clock
    from amparo.core.models import Heartbeat

    late = clock.ago(seconds=60 * clock.pace().speed)
    well = not _house_runs() or Heartbeat.objects.filter(name="worker", at__gt=late).exists()
    return Finding("worker", well, "nothing has happened on time for a minute: start the house again with amparo up")


def live() -> Finding:
    from django.conf import settings

    well = not _house_runs() or _answers(settings.LIVE_URL + "/health/")
    return Finding(
        "live boards", well, "the live process does not answer: look at its last words and start the house again"
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def carrier() -> Finding:
    from amparo.messaging.selectors import carrier_trouble

    trouble = carrier_trouble()
    said = trouble.said if trouble else ""
    return Finding("carrier", trouble is None, f"it says {said!r}: check AMPARO_CARRIER_URL, account and token")


CHECKS: tuple[Callable[[], Finding], ...] = (
    key_file, database, migrations, quiet_log, disk, places, worker, live, carrier,
)  # fmt: skip
