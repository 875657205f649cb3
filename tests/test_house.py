"""The house as its keeper starts it: real processes, killed hard, started twice, stopped by Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.config import embedded
from amparo.config.cli.processes import Child, House
from amparo.core.private import open_to_others
from tests.houses import ROOT, Started, amparo, bare
from tests.processes import three_free_ports
from tests.waiting import until

PRODUCTION = {
    "AMPARO_MODE": "production", "AMPARO_SECRET_KEY": "k" * 50, "AMPARO_PUBLIC_URL": "https://help.example.org",
    "AMPARO_HOTLINE_NUMBER": "+14135550100", "AMPARO_TEXT_NUMBER": "+14135550101", "AMPARO_CARRIER": "twilio_compat",
    "AMPARO_CARRIER_URL": "http://127.0.0.1:9", "AMPARO_CARRIER_ACCOUNT": "AC1", "AMPARO_CARRIER_TOKEN": "t",
}  # fmt: skip
NEEDED = [*sorted(set(PRODUCTION) - {"AMPARO_MODE", "AMPARO_CARRIER_URL"}), "AMPARO_OPERATIONAL_KEY_FILE"]


@pytest.fixture
def demo(own_folder: Path) -> Iterator[Started]:
    house = Started(own_folder / "a folder with spaces", three_free_ports())
    yield house
    if house.process and house.process.poll() is None:
        house.end(signal.SIGKILL)
    embedded.stop(house.var)


def nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return bool(probe.connect_ex(("127.0.0.1", port)))


def seen_by_others(var: Path) -> list[Path]:
    """What others could read below the house's folder. The database closes its folder itself; the look of pages is public."""
    return [
        each for folder in var.iterdir() if folder.name not in ("postgres", "static") for each in open_to_others(folder)
    ]


def test_a_house_stops_whole_starts_fast_and_survives_a_hard_kill(demo: Started) -> None:
    demo.start()
    opened = demo.status("/demo/")
    seen = [*open_to_others(demo.var, passing=True), *seen_by_others(demo.var)]
    second = amparo("demo", "--port", str(demo.port + 2), AMPARO_VAR=str(demo.var))
    assert demo.end(signal.SIGINT) == 0, demo.last_words
    database_gone = embedded.status(demo.var) is None

    again = demo.start()
    opened_again = demo.status("/demo/")
    demo.end(signal.SIGKILL)
    until(lambda: nobody_listens(demo.port))
    after_the_kill = demo.start()
    opened_after_the_kill = demo.status("/demo/")
    demo.end(signal.SIGTERM)

    assert (opened, opened_again, opened_after_the_kill) == (200, 200, 200)
    assert second.returncode == 1
    assert "The house runs already" in second.stderr
    assert database_gone
    assert not seen, "what the house writes is for nobody else on the machine"
    assert max(again, after_the_kill) < 20  # alone on two cores it is a third of that; here other tests run beside it
    assert embedded.status(demo.var) is None
    assert not (demo.var / "house.json").exists()


STUBBORN = """
import pathlib, signal, subprocess, sys, time
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
child.stdout.readline()
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(300)
"""


def test_nobody_of_a_stopped_house_is_left_though_deaf_to_its_wish(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    house = House([Child("web", [sys.executable, "-c", STUBBORN, str(told)])], os.environ)
    house.start(house.children[0])
    deaf = int(until(lambda: told.exists() and told.read_text(encoding="ascii")))

    house.end()

    until(lambda: not runs(deaf))
    assert house.children[0].process
    assert house.children[0].process.returncode == -signal.SIGTERM


def runs(pid: int) -> bool:
    """Whether this process lives; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_note_whose_number_somebody_else_has_now_stops_nobody(demo: Started) -> None:
    other = subprocess.Popen(["sleep", "60"])
    demo.var.mkdir()
    (demo.var / "house.json").write_text(json.dumps({"pid": other.pid, "told": {}}), encoding="utf-8")
    try:
        demo.start()
        demo.end(signal.SIGINT)
    finally:
        other.kill()
        other.wait()


def test_a_busy_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = amparo("demo", "--port", str(port), AMPARO_VAR=str(tmp_path))

    assert answer.returncode == 1
    assert f"Port {port} (web) is in use" in answer.stderr
    assert "--port" in answer.stderr


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_stops_the_start_and_is_named(name: str, tmp_path: Path) -> None:
    environment = {**PRODUCTION, "AMPARO_OPERATIONAL_KEY_FILE": str(tmp_path / "key"), "AMPARO_VAR": str(tmp_path)}
    del environment[name]
    answer = settings_with(environment)

    assert answer.returncode != 0
    assert answer.stderr.strip().splitlines()[-1].startswith(f"{name}: missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMPARO_MODE", "prod"), ("AMPARO_PUBLIC_URL", "help.example.org"), ("AMPARO_LIVE_URL", "ftp://x"),
        ("AMPARO_HOTLINE_NUMBER", "555"), ("AMPARO_TEXT_NUMBER", "abc"), ("AMPARO_CARRIER", "pigeon"),
        ("AMPARO_CARRIER_URL", ":"), ("AMPARO_CARRIER_SEGMENTS_PER_SECOND", "fast"), ("AMPARO_CARRIER_CALLS_PER_SECOND", "-1"),
        ("AMPARO_CARRIER_IN_FLIGHT", "many"), ("AMPARO_SECRET_KEY", ""), ("AMPARO_DATABASE_POOL", "perhaps"),
        ("AMPARO_LOCK_MINUTES", "ten"), ("AMPARO_PROXIES", "one"), ("DATABASE_URL", "mysql://x"), ("AMPARO_NETWORK_NAME", ""),
        ("AMPARO_TIME_ZONE", "Mars/Olympus"),
    ],
)  # fmt: skip
def test_a_wrong_setting_stops_the_start_and_is_named(name: str, value: str, tmp_path: Path) -> None:
    environment = {**PRODUCTION, "AMPARO_OPERATIONAL_KEY_FILE": str(tmp_path / "key"), "AMPARO_VAR": str(tmp_path)}
    answer = settings_with({**environment, name: value})

    assert answer.returncode != 0
    assert answer.stderr.strip().splitlines()[-1].startswith(f"{name}: must")


def settings_with(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import amparo.config.settings"]
    return subprocess.run(command, env=bare(**environment), cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_a_production_has_no_keys_that_are_written_down(tmp_path: Path) -> None:
    """Neither the demo's seven words nor its circles: nobody answers for them, and who makes such keys is refused."""
    environment = {**PRODUCTION, "AMPARO_OPERATIONAL_KEY_FILE": str(tmp_path / "key"), "AMPARO_VAR": str(tmp_path)}
    tries = (
        "import django; django.setup()\n"
        "from amparo.core.events import ask\n"
        "from amparo.vault.events import PracticePhraseAsked\n"
        "from amparo.vault.practice import OnlyForPractice, Practice, give_keys, found\n"
        "assert ask(PracticePhraseAsked('coordinator')) is None\n"
        "for give in (lambda: give_keys(None, Practice('age1', '00')), lambda: found({}, root='00', recovery='age1')):\n"
        "    try: give()\n"
        "    except OnlyForPractice: continue\n"
        "    raise SystemExit('given')\n"
    )
    environment["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"

    answer = subprocess.run(
        [sys.executable, "-c", tries], env=bare(**environment), cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_real_house_starts_with_its_settings_and_knows_no_demo(own_folder: Path) -> None:
    key = own_folder / "operational.key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o600)
    house = Started(
        own_folder / "var", three_free_ports(), ("up",), {**PRODUCTION, "AMPARO_OPERATIONAL_KEY_FILE": str(key)}
    )
    try:
        house.start()
        door, demo, become = (
            house.status("/account/login/"), house.status("/demo/"), house.status("/demo/login/technology/", post=True)
        )  # fmt: skip
        link = amparo("invite", "ana", "--power", "house.run", **house.environment, AMPARO_VAR=str(house.var))
        doctor = amparo("doctor", **house.environment, AMPARO_VAR=str(house.var))
    finally:
        house.end(signal.SIGINT)
        embedded.stop(house.var)

    assert (door, demo in {302, 404}, become in {302, 403, 404}) == (200, True, True)
    assert link.stdout.startswith("https://help.example.org/people/welcome/")
    assert doctor.returncode == 1
    assert "RED  carrier:" in doctor.stdout
    assert "ok   operational key" in doctor.stdout
