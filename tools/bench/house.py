"""Houses for measuring: a database of their own each, the sink as carrier, and the product's own processes, all on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import psycopg

from amparo.config import embedded
from amparo.config.cli.processes import serving

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench"
WEB, LIVE, SINK, REDIS = 8320, 8330, 8340, 8345
IN_FLIGHT = 200
TEMPLATE = "seeded"


def address_of(name: str) -> str:
    """The database of this name on the server for measuring, which is started when needed."""
    return embedded.start(VAR, name)


def environment(database: str, **more: str) -> dict[str, str]:
    """What the product's processes read: a demo whose carrier is the sink."""
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "amparo.config.settings", "AMPARO_MODE": "demo", "AMPARO_VAR": str(VAR),
        "DATABASE_URL": address_of(database), "AMPARO_DATABASE_POOL": "1", "AMPARO_PUBLIC_URL": f"http://localhost:{WEB}",
        "AMPARO_LIVE_URL": f"http://localhost:{LIVE}", "AMPARO_CARRIER_URL": f"http://127.0.0.1:{SINK}",
        "AMPARO_CARRIER_IN_FLIGHT": str(IN_FLIGHT), **more,
    }  # fmt: skip


def prepare() -> None:
    """Make the template once: all tables and the invented network. Run anew when a migration was added."""
    _server(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
    code = "from tools.bench.house import fill; fill()"
    subprocess.run([sys.executable, "-c", code], env=environment(TEMPLATE), cwd=ROOT, check=True)


def fill() -> None:
    """In a process of its own: migrate, seed, and write the roster."""
    import django

    django.setup()
    from django.core.management import call_command

    from amparo.config.cli.languages import compile_all
    from amparo.demo.seed import seed
    from amparo.response.actions.roster import refresh_roster

    compile_all()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed()
    refresh_roster(None, reason="bench")


def fresh(name: str) -> str:
    """A new copy of the template under this name."""
    _server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _server(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return name


def drop(name: str) -> None:
    """Throw a database away."""
    _server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def stop() -> None:
    """Stop the server for measuring."""
    embedded.stop(VAR)


def _server(statement: str) -> None:
    with psycopg.connect(address_of("amparo"), autocommit=True) as connection:
        connection.execute(statement.encode())


def get(url: str, *, timeout: float = 5.0) -> bytes:
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        body: bytes = answer.read()
        return body


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None, seconds: float = 30.0) -> None:
    """Until this address answers with anything at all."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            get(url)
        except urllib.error.HTTPError:
            return
        except OSError:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"the process behind {url} ended with {process.returncode}") from None
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def seen() -> dict[str, float]:
    """What has arrived at the sink."""
    answer: dict[str, float] = json.loads(get(f"http://127.0.0.1:{SINK}/seen"))
    return answer


def references() -> dict[str, int]:
    """How often each reference of ours has arrived at the sink."""
    counts: dict[str, int] = json.loads(get(f"http://127.0.0.1:{SINK}/references"))["references"]
    return counts


def forget() -> None:
    """Let the sink start anew."""
    urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{SINK}/forget", method="POST"), timeout=5).close()


def until_seen(count: int, seconds: float = 60.0) -> dict[str, float]:
    """Wait until so many messages have arrived at the sink; what it has seen by then."""
    until = time.monotonic() + seconds
    while (now := seen())["count"] < count:
        if time.monotonic() > until:
            raise RuntimeError(f"only {now['count']:.0f} of {count} messages arrived within {seconds:.0f} s")
        time.sleep(0.02)
    return now


@dataclass
class House:
    """Some of the house's processes over one database; leaving the block ends them all."""

    database: str
    webs: int = 1
    live: bool = True
    worker: bool = True
    sink_wait_ms: int = 30
    settings: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> "House":
        self.environment = environment(self.database, **self.settings)
        self.commands = serving({"web": WEB, "live": LIVE})
        self.start_command("sink", [
            sys.executable, "-m", "tools.bench.sink", "--port", str(SINK), "--wait-ms", str(self.sink_wait_ms)
        ])  # fmt: skip
        try:
            for number in range(self.webs):
                self.start(f"web{number}")
            if self.live:
                self.start("live")
            if self.worker:
                self.start("worker")
            self.wait()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self, name: str) -> None:
        """Start one of web0, web1, live, worker."""
        command = self.commands[name.rstrip("0123456789")]
        if name.startswith("web"):
            command = [str(self.web_port(name)) if word == str(WEB) else word for word in command]
        self.start_command(name, [*self.prefix, *command])

    def start_command(self, name: str, command: list[str]) -> None:
        self.processes[name] = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)

    def web_port(self, name: str) -> int:
        return WEB + int(name.removeprefix("web"))

    def wait(self) -> None:
        """Until everything that was started answers."""
        for name, process in self.processes.items():
            if name.startswith("web"):
                wait_for(f"http://localhost:{self.web_port(name)}/help/", process)
            elif name == "live":
                wait_for(f"http://localhost:{LIVE}/health/", process)
            elif name == "sink":
                wait_for(f"http://127.0.0.1:{SINK}/seen", process)

    def kill(self, name: str) -> None:
        """kill -9 of a process and its children, whatever they are doing."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        until = time.monotonic() + 10
        for process in self.processes.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()
