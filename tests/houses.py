"""A whole house, started by its own command as its keeper starts it, in an environment that holds nothing of the house's."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def bare(**more: str) -> dict[str, str]:
    """The environment without anything of the house's."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_URL", "DJANGO"))
    }
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def amparo(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the command answers to these words."""
    command = [sys.executable, "-m", "amparo", *words]
    return subprocess.run(command, env=bare(**environment), cwd=ROOT, capture_output=True, text=True, timeout=60)


@contextmanager
def apart() -> Iterator[Path]:
    """A folder for a database server, outside of the one that all runs of pytest share.

    Each run that starts closes that one to other users, and a server of root's house is another user: it loses its files.
    """
    with tempfile.TemporaryDirectory(prefix="amparo-house-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@dataclass
class Started:
    """A house that was started by its command."""

    var: Path
    port: int
    words: tuple[str, ...] = ("demo",)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    last_words: str = ""

    def start(self) -> float:
        """Start it and return the seconds until it greets."""
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "amparo", *self.words, "--port", str(self.port)], cwd=ROOT, text=True,
            env=bare(AMPARO_VAR=str(self.var), **self.environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.process.stdout
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Amparo is at" in line:
                return time.monotonic() - begun
        raise AssertionError("".join(said))

    def status(self, path: str, *, post: bool = False) -> int:
        """The status with which the web process answers; it may still be starting."""
        address, limit = f"http://127.0.0.1:{self.port}{path}", time.monotonic() + 20
        headers = {"Host": "help.example.org"} if self.environment else {}
        while True:
            try:
                request = urllib.request.Request(address, data=b"" if post else None, headers=headers)
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as refusal:
                return int(refusal.code)
            except OSError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.1)  # asking again, not hoping

    def end(self, how: int) -> int:
        """Send this signal to the command and return its exit code; what it said until then is in ``last_words``."""
        assert self.process
        self.process.send_signal(how)
        try:
            self.last_words, _nothing = self.process.communicate(timeout=90)
        except subprocess.TimeoutExpired as failure:
            tree = subprocess.run(["ps", "axfo", "pid,ppid,stat,wchan,args"], capture_output=True, text=True).stdout
            raise AssertionError(f"It said {failure.output!r} and did not end:\n{tree}") from failure
        return self.process.returncode
