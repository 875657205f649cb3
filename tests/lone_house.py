"""A web process of its own with a database server of its own, for tests that take the one from the other."""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from twilio.request_validator import RequestValidator

from amparo.config import embedded
from tests.processes import answers, free_port, web
from tests.waiting import until


class House:
    """A web process of its own with a database server of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.log = var, var / "web.log"
        self.database = embedded.start(var)
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.environment = {
            **os.environ, "DATABASE_URL": self.database, "AMPARO_MODE": "test", "AMPARO_VAR": str(var),
            "AMPARO_PUBLIC_URL": self.url, "AMPARO_DATABASE_POOL": "1", "AMPARO_CARRIER_URL": "http://127.0.0.1:9",
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        }  # fmt: skip
        self._run("manage.py", "migrate", "--verbosity", "0")
        self.port = port
        self.start()

    def start(self) -> None:
        """Start the web process; it answers, with or without a database."""
        self.process = subprocess.Popen(
            web(self.port), env=self.environment, stderr=self.log.open("ab"), stdout=subprocess.DEVNULL, cwd=settings.ROOT,
        )  # fmt: skip
        until(lambda: answers(self.url + "/account/login/"), 40)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            check=False,
            cwd=settings.ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        return done.stdout

    def inside(self, code: str) -> str:
        """What this code prints when it runs as one more program of this house."""
        return self._run("-c", f"import django\ndjango.setup()\n{code}")

    def carrier_is(self, url: str) -> None:
        """From now on programs of this house ask this carrier."""
        self.environment["AMPARO_CARRIER_URL"] = url

    def bring_back_the_database(self) -> None:
        """In a process of its own: the wheel remembers in this one that the server ran."""
        code = f"from pathlib import Path; from amparo.config import embedded; embedded.start(Path({str(self.var)!r}))"
        self._run("-c", code)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        embedded.stop(self.var)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def webhook(self, path: str, **form: str) -> tuple[int, str]:
        token = settings.CARRIER_TOKEN
        signed = {"X-Twilio-Signature": RequestValidator(token).compute_signature(self.url + path, form)}
        return self._ask(urllib.request.Request(self.url + path, urllib.parse.urlencode(form).encode(), signed))

    @staticmethod
    def _ask(request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def text(self, sid: str, words: str, *, number: str = "+14135550187") -> int:
        """Somebody texts us; with what that is answered."""
        return self.webhook("/carrier/text/inbound/", MessageSid=sid, From=number, To="+14135550101", Body=words)[0]

    def rows(self, table: str) -> int:
        return len(self.select(f"SELECT 1 FROM {table}"))

    def select(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    var = (
        Path(settings.VAR) / f"gone-{os.getpid()}-{request.module.__name__[-4:]}"
    )  # a folder that the server's own user may enter
    var.mkdir(parents=True)
    built = House(var)
    yield built
    built.end()
    shutil.rmtree(var)
