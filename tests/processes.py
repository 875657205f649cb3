"""The house's processes, started by tests as the house starts them: on free ports of loopback, over the test's database."""

import os
import random
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.waiting import until

WORKER = [sys.executable, "-m", "amparo.config.worker"]


def web(port: int) -> list[str]:
    """The command of the pages and webhooks."""
    return [*_granian(port, "wsgi"), "--blocking-threads", "4", "amparo.config.wsgi:application"]


def live(port: int) -> list[str]:
    """The command of the boards' streams."""
    return [*_granian(port, "asgi"), "amparo.config.live:application"]


def _granian(port: int, interface: str) -> list[str]:
    bound = ["--host", "127.0.0.1", "--port", str(port), "--interface", interface]
    return [sys.executable, "-m", "granian", *bound, "--no-ws", "--workers", "1", "--log-level", "warning"]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def three_free_ports() -> int:
    """A port whose next and thirteenth after are free as well; at random, so that two test runs do not meet."""
    for port in random.sample(range(10_000, 30_000, 20), 50):
        try:
            for number in (port, port + 1, port + 13):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


def database_url() -> str:
    """The address of the database that this test uses."""
    used = connection.settings_dict
    return f"postgres://{used['USER']}:{used['PASSWORD']}@/{used['NAME']}?host={used['HOST']}"


def answers(address: str) -> bool:
    """Whether this address says that all is well."""
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(
    command: list[str], ready: Callable[[], object] = lambda: True, *, log: str = "", **told: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends; the block begins when it is ready. ``told`` is added to the environment.

    What it writes to its log is shown, or lies in this file when one is named.
    """
    environment = {**os.environ, "AMPARO_MODE": "test", **told}
    with ExitStack() as files:
        said = files.enter_context(Path(log).open("wb")) if log else None
        process = subprocess.Popen(command, env=environment, cwd=settings.ROOT, stdout=subprocess.DEVNULL, stderr=said)

    def stands() -> object:
        assert process.poll() is None, f"{command[:4]} ended at once"
        return ready()

    try:
        until(stands, 40)
        yield process
    finally:
        process.terminate()
        process.wait(20)
