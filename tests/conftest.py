"""What the tests of the whole house share: one real browser, and the house beside its simulated carrier."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from amparo.simulator.tests.phones import ACCOUNT, Simulator, started
from tests.houses import apart
from tests.processes import WORKER, answers, database_url, free_port, running, web
from tests.vault_desks import cast, desk, opened  # noqa: F401 - fixtures of every test here

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SHARED_TOKEN = "the-token-of-both"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser; each test opens contexts of its own in it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder of this test's own in which a database server may live."""
    with apart() as folder:
        yield folder


@contextmanager
def beside_a_carrier(folder: Path, worker: list[str] = WORKER, log: str = "") -> Iterator[Simulator]:
    """A web process and a worker over the test's database, and a simulator; one clock at x5 for all."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with ExitStack() as house:
        simulator = house.enter_context(started(address, folder, speed=5, token=SHARED_TOKEN))
        told = {
            "DATABASE_URL": database_url(), "AMPARO_MODE": "demo", "AMPARO_VAR": str(folder),
            "AMPARO_OPERATIONAL_KEY_FILE": str(settings.OPERATIONAL_KEY_FILE), "AMPARO_SECRET_KEY": settings.SECRET_KEY,
            "AMPARO_PINS": str(settings.PINS),
            "AMPARO_PUBLIC_URL": address, "AMPARO_CARRIER_URL": simulator.base, "AMPARO_CARRIER_ACCOUNT": ACCOUNT,
            "AMPARO_CARRIER_TOKEN": SHARED_TOKEN, "AMPARO_DATABASE_POOL": "1",
        }  # fmt: skip
        house.enter_context(running(worker, log=log, **told))
        house.enter_context(
            running(web(port), lambda: answers(address + "/carrier/voice/prompt/goodbye.en.wav"), **told)
        )
        yield simulator


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Simulator]:
    with beside_a_carrier(tmp_path) as simulator:
        yield simulator
