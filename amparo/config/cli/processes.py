"""Starts the processes of the house, keeps them running, and stops them all together."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from amparo.config import embedded
from amparo.config.cli.main import CommandFailed
from amparo.config.cli.setup import set_up, var_folder

STOP_SECONDS = 8.0
QUICK_DEATH = 5.0


@dataclass
class Child:
    """One process of the house and how to start it again."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


@dataclass
class House:
    """All processes; ``run`` returns when they were told to stop."""

    children: list[Child]
    environment: Mapping[str, str]
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        for wish in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wish, lambda *_: self.stop.set())
        for child in self.children:
            self.start(child)
        while not self.stop.wait(0.2):
            for child in self.children:
                self.look_after(child)
        self.end()
        return 0

    def start(self, child: Child) -> None:
        child.process = subprocess.Popen(child.command, env=dict(self.environment), preexec_fn=_die_with_parent)
        child.started = time.monotonic()

    def look_after(self, child: Child) -> None:
        """Start a dead child again, at once the first time, later each time it dies young."""
        if child.process is None:
            if time.monotonic() >= child.again_at:
                self.start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        young = time.monotonic() - child.started < QUICK_DEATH
        child.deaths = child.deaths + 1 if young else 1
        wait = 0.0 if child.deaths == 1 else min(30.0, 2.0**child.deaths)
        child.process, child.again_at = None, time.monotonic() + wait
        print(f"{child.name} stopped by itself (code {code}); it starts again in {wait:.0f} s.", file=sys.stderr)

    def end(self) -> None:
        living = [child.process for child in self.children if child.process is not None]
        for process in living:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in living:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _die_with_parent() -> None:
    """A child in its own group that ends when the house is killed, so that none is left behind."""
    os.setpgrp()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def run_house(*, port: int) -> int:
    """Start the house and stay until Ctrl-C."""
    return _run(port=port, demo=False)


def run_demo(*, port: int, reset: bool) -> int:
    """Start the house with the invented network; ``reset`` throws the old one away."""
    if reset:
        _forget(var_folder())
    return _run(port=port, demo=True)


def _forget(var: Path) -> None:
    embedded.stop(var)
    for name in ("postgres", "clock.json", "static", "media"):
        path = var / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _run(*, port: int, demo: bool) -> int:
    ports = {"web": port, "live": port + 1, **({"simulator": port + 13} if demo else {})}
    var = var_folder()
    var.mkdir(parents=True, exist_ok=True)
    _refuse_a_second_house(var)
    for name, number in ports.items():
        _refuse_busy_port(name, number)
    os.environ.setdefault("AMPARO_PUBLIC_URL", f"http://localhost:{ports['web']}")
    os.environ.setdefault("AMPARO_LIVE_URL", f"http://localhost:{ports['live']}")
    if demo:
        os.environ.setdefault("AMPARO_CARRIER_URL", f"http://127.0.0.1:{ports['simulator']}")
    started = _start_database()
    pid_file = var / "house.pid"
    pid_file.write_text(str(os.getpid()), encoding="ascii")
    try:
        _prepare(demo=demo)
        _greet(ports["web"], demo=demo)
        return House(_children(ports, demo=demo), {**os.environ, "AMPARO_DATABASE_POOL": "1"}).run()
    finally:
        pid_file.unlink(missing_ok=True)
        if started:
            embedded.stop(var)


def _start_database() -> bool:
    try:
        return set_up()
    except embedded.DatabaseWillNotStart as failure:
        raise CommandFailed(str(failure)) from failure


def _refuse_a_second_house(var: Path) -> None:
    try:
        number = int((var / "house.pid").read_text(encoding="ascii"))
        os.kill(number, 0)
    except (OSError, ValueError):
        return  # no file, or one that a crash left behind
    raise CommandFailed(f"The house runs already (process {number}). Stop it with: kill {number}")


def _refuse_busy_port(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandFailed(
                f"Port {port} ({name}) is in use by another program. Stop that program, or choose another port: --port 8100"
            ) from None


def _prepare(*, demo: bool) -> None:
    from django.core.management import call_command

    from amparo.config.cli.languages import compile_all

    compile_all()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        from amparo.demo.seed import seed

        if seed():
            print("An invented network of 2,000 people has moved in.")


def _greet(port: int, *, demo: bool) -> None:
    place = f"http://localhost:{port}/" + ("demo/" if demo else "")
    print(f"\n  Amparo is at {place}\n  Stop it with Ctrl-C.\n", flush=True)


def _children(ports: Mapping[str, int], *, demo: bool) -> list[Child]:
    python = sys.executable
    serve = [python, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--log-level", "warning"]
    web = [*serve, "--interface", "wsgi", "--port", str(ports["web"]), "--workers", "1", "--blocking-threads", "4"]
    live = [*serve, "--interface", "asgi", "--port", str(ports["live"]), "--workers", "1"]
    children = [
        Child("web", [*web, "amparo.config.wsgi:application"]),
        Child("live", [*live, "amparo.config.live:application"]),
        Child("worker", [python, "-m", "amparo.config.worker"]),
    ]
    if demo:
        children.append(Child("simulator", _simulator(ports["simulator"])))
    return children


def _simulator(port: int) -> list[str]:
    """The simulated carrier and all it may know: addresses, numbers, and who holds which phone. Keys are in the environment."""
    from django.conf import settings

    from amparo.core.clock import clock_file
    from amparo.demo.cast import CAST

    command = [sys.executable, "-m", "amparo.simulator", "--port", str(port), "--public-url", settings.PUBLIC_URL]
    command += ["--account", settings.CARRIER_ACCOUNT, "--hotline", settings.HOTLINE_NUMBER]
    command += ["--text-number", settings.TEXT_NUMBER, "--clock-file", str(clock_file())]
    return command + [word for each in CAST for word in ("--phone", f"{each.phone}={each.name}")]
