"""Starts the processes of the house, keeps them running, and stops them all together."""

import contextlib
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from amparo.config import embedded
from amparo.config.cli.main import CommandFailed
from amparo.config.cli.running import leave_note, running_house, take_note_away
from amparo.config.cli.setup import database_name, set_up, var_folder
from amparo.core.private import private_folder

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
    told_to_stop: bool = False

    def run(self) -> int:
        for wish in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wish, self.stop)
        for child in self.children:
            self.start(child)
        while not self.told_to_stop:
            time.sleep(0.2)
            for child in self.children:
                self.look_after(child)
        self.end()
        return 0

    def stop(self, *_signal: object) -> None:
        """Only a word is set here: a signal comes at any line, and a lock taken here might be held there already."""
        self.told_to_stop = True

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
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):  # nobody of its group is left, as it should be
                os.killpg(process.pid, signal.SIGKILL)
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
    return _run(port=port, demo=True, reset=reset)


def _forget(var: Path) -> None:
    """Throw away what the demo made, and nothing else: a real network may live in the same folder."""
    if os.environ.get("DATABASE_URL"):
        raise CommandFailed("DATABASE_URL is set. A demo throws away only a database of its own: unset it first.")
    if (var / "postgres" / "PG_VERSION").exists():
        embedded.forget(var, database_name())
    (var / "clock.json").unlink(missing_ok=True)


def _run(*, port: int, demo: bool, reset: bool = False) -> int:
    ports = {"web": port, "live": port + 1, **({"simulator": port + 13} if demo else {})}
    var = var_folder()
    private_folder(var)
    _refuse_a_second_house(var)
    for name, number in ports.items():
        _refuse_busy_port(name, number)
    if reset:
        _forget(var)
    os.environ.setdefault("AMPARO_PUBLIC_URL", f"http://localhost:{ports['web']}")
    os.environ.setdefault("AMPARO_LIVE_URL", f"http://localhost:{ports['live']}")
    if demo:
        os.environ.setdefault("AMPARO_CARRIER_URL", f"http://127.0.0.1:{ports['simulator']}")
    ours = not os.environ.get("DATABASE_URL")
    for wish in (signal.SIGINT, signal.SIGTERM):  # while it still gets ready, too: then what was started stops as well
        signal.signal(wish, _leave)
    try:
        _start_database()
        leave_note(var)
        _prepare(demo=demo)
        _greet(ports["web"], demo=demo)
        return House(_children(ports, demo=demo), {**os.environ, "AMPARO_DATABASE_POOL": "1"}).run()
    finally:
        take_note_away(var)
        if ours:
            embedded.stop(var)


def _leave(*_signal: object) -> None:
    raise KeyboardInterrupt


def _start_database() -> None:
    try:
        set_up()
    except embedded.DatabaseWillNotStart as failure:
        raise CommandFailed(str(failure)) from failure
    _refuse_a_talking_log()


def _refuse_a_talking_log() -> None:
    """A database of the network's own writes to its log what its keeper told it to: numbers and words must not be among it."""
    from amparo.config.cli.doctor import quiet_log

    finding = quiet_log()
    if not finding.well:
        raise CommandFailed(f"PostgreSQL would write personal things to its log. {finding.mend.capitalize()}.")


def _refuse_a_second_house(var: Path) -> None:
    house = running_house(var)
    if house is not None:
        raise CommandFailed(f"The house runs already (process {house.pid}). Stop it with: kill {house.pid}")


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
    if not static_files_are_fresh():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        note_static_files()
    if demo:
        from amparo.demo.seed import seed

        if seed():
            print("An invented network of 2,000 people has moved in.")


def static_files_are_fresh() -> bool:
    """Whether nothing changed since the static files were collected; collecting them again takes seconds.

    Any change counts: the files of a newer release are often older than what a house collected last.
    """
    from django.conf import settings

    noted, manifest = _note_of_static_files(), Path(settings.STATIC_ROOT) / "staticfiles.json"
    return manifest.exists() and noted.exists() and noted.read_text(encoding="ascii") == _static_files_now()


def note_static_files() -> None:
    """What was collected is what lies here now."""
    _note_of_static_files().write_text(_static_files_now(), encoding="ascii")


def _note_of_static_files() -> Path:
    from django.conf import settings

    return Path(settings.VAR) / "static.collected"


def _static_files_now() -> str:
    """A fingerprint of all static files of this release: names, sizes and moments."""
    from django.contrib.staticfiles.finders import get_finders

    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            found.append(f"{path} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def _greet(port: int, *, demo: bool) -> None:
    place = f"http://localhost:{port}/" + ("demo/" if demo else "")
    print(f"\n  Amparo is at {place}\n  Stop it with Ctrl-C.\n", flush=True)


def serving(ports: Mapping[str, int]) -> dict[str, list[str]]:
    """The commands of the three processes that every house has."""
    python = sys.executable
    serve = [python, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--log-level", "warning"]
    web = [*serve, "--interface", "wsgi", "--port", str(ports["web"]), "--workers", "1", "--blocking-threads", "4"]
    live = [*serve, "--interface", "asgi", "--port", str(ports["live"]), "--workers", "1"]
    return {
        "web": [*web, "amparo.config.wsgi:application"],
        "live": [*live, "amparo.config.live:application"],
        "worker": [python, "-m", "amparo.config.worker"],
    }


def _children(ports: Mapping[str, int], *, demo: bool) -> list[Child]:
    children = [Child(name, command) for name, command in serving(ports).items()]
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
