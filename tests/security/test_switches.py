"""Every control that can be taken out has a test that goes red without it: a test that cannot fail protects nobody.

Each switch is tried in a program of its own, over a database of its own that lasts for this file.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

HERE = Path(__file__).parent
# The control is the arithmetic of the sheets, on a machine without settings; its tests take sheets away themselves.
NO_SWITCH = {"T37"}
SWITCH = re.compile(r"sabotaged\(\"(T\d+)\"\)|\"(T\d+)\" (?:not )?in SABOTAGE")


def switches() -> list[str]:
    """Every threat whose control can be taken out, found in the code itself."""
    found = set[str]()
    for source in (settings.PACKAGE).rglob("*.py"):
        for pair in SWITCH.findall(source.read_text(encoding="utf-8")):
            found.update(name for name in pair if name)
    return sorted(found, key=lambda name: int(name[1:]))


def proofs_of(threat: str) -> list[Path]:
    """The files with tests of this threat; where a room has them among its own, they begin with its name."""
    name = f"def test_{threat.lower()}_"
    here = sorted(HERE.glob(f"test_t{int(threat[1:]):02}_*.py"))
    rooms = [*HERE.parent.glob("test_*.py"), *settings.PACKAGE.glob("*/tests/test_*.py")]
    return here or sorted(each for each in rooms if name in each.read_text(encoding="utf-8"))


def browser_needed(threat: str) -> bool:
    return all("pytest.mark.browser" in each.read_text(encoding="utf-8") for each in proofs_of(threat))


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of a database that only these runs use: the first makes it, the last leaves nothing."""
    used = connection.settings_dict
    name = f"switches_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    yield f"postgres://{used['USER']}:{used['PASSWORD']}@/{name}?host={used['HOST']}"
    with psycopg.connect(host=used["HOST"], user=used["USER"], dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "test_{name}" WITH (FORCE)')


def test_every_switch_has_tests_and_every_threat_here_has_a_switch() -> None:
    ours = {f"T{int(name[1])}" for each in HERE.glob("test_t*.py") if (name := re.match(r"test_t(\d+)_", each.name))}

    assert {threat for threat in switches() if not proofs_of(threat)} == set()
    assert ours - set(switches()) == NO_SWITCH & ours
    assert len(switches()) > 3


def narrowed(threat: str) -> list[str]:
    """Of the files only the tests of this threat, and without a browser where that is enough."""
    only = ["-k", f"{threat.lower()}_"]
    return only if browser_needed(threat) else [*only, "-m", "not browser"]


@pytest.mark.parametrize(
    "threat",
    [pytest.param(each, marks=[pytest.mark.browser] if browser_needed(each) else []) for each in switches()],
)
def test_without_its_control_a_test_of_the_threat_goes_red(threat: str, database: str) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    told |= {"SABOTAGE": threat, "DATABASE_URL": database, "AMPARO_MODE": "test"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "--reuse-db", "-p", "no:cacheprovider"]

    answer = subprocess.run(
        [*command, *narrowed(threat), *map(str, proofs_of(threat))], env=told, cwd=settings.ROOT, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip

    assert (answer.returncode, " failed" in answer.stdout) == (1, True), answer.stdout[-3_000:]
