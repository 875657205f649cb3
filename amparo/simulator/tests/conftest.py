"""A real simulator process, and a small product of our own that serves markup and writes down every signed form."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator

ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token-of-the-tests"
HOTLINE, TEXTS = "+14135550100", "+14135550101"
Form = dict[str, str]
T = TypeVar("T")


def until(wanted: Callable[[], T], seconds: float = 8.0) -> T:
    """What is wanted, as soon as it is there."""
    end = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)
    return found


@dataclass
class Product:
    """What the simulator talks to: markup by path, or an HTTP status, or a wait; and all forms that came, in order."""

    port: int
    markup: dict[str, str | int] = field(default_factory=dict)
    came: list[tuple[str, Form]] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, path: str) -> list[Form]:
        """The forms that came to this path."""
        return [form for each, form in list(self.came) if each == path]

    def take(self, path: str, body: str, signature: str) -> tuple[int, str]:
        form = dict(parse_qsl(body, keep_blank_values=True))
        if not RequestValidator(TOKEN).validate(self.url + path, form, signature):
            self.unsigned.append(path)
            return 403, ""
        self.came.append((path, form))
        answer = self.markup.get(path, "<Response/>")
        return (answer, "") if isinstance(answer, int) else (200, answer)


@pytest.fixture
def product() -> Iterator[Product]:
    made = Product(0)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            status, answer = made.take(self.path, body, self.headers.get("x-twilio-signature", ""))
            self.send_response(status)
            self.send_header("content-type", "text/xml")
            self.send_header("content-length", str(len(answer.encode())))
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@dataclass
class Simulator:
    """The simulated carrier: its REST as the product asks it, and its phones as a visitor presses them."""

    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, form: object = None, *, token: str = TOKEN) -> tuple[int, dict[str, object]]:
        """One request of the REST; a list of pairs may name a parameter more than once."""
        data = urlencode(form).encode() if form is not None else None  # type: ignore[arg-type]
        pair = b64encode(f"{ACCOUNT}:{token}".encode()).decode()
        url = f"{self.base}/2010-04-01/Accounts/{ACCOUNT}{path}"
        return send(urllib.request.Request(url, data, {"Authorization": f"Basic {pair}"}, method=method))

    def ring(self, to: str, product: Product, path: str = "/carrier/voice/step/t/offer/", **more: str) -> str:
        """Ring a phone as the product does; returns the call's id."""
        form = [
            ("To", to),
            ("From", HOTLINE),
            ("Url", product.url + path),
            ("StatusCallback", product.url + "/carrier/voice/leg/t/"),
        ]
        form += [("StatusCallbackEvent", each) for each in ("initiated", "ringing", "answered", "completed")]
        status, call = self.ask("POST", "/Calls.json", form + list(more.items()))
        assert status == 201, call
        return str(call["sid"])

    def press(self, path: str, **said: object) -> int:
        """A button of the page."""
        data = json.dumps(said).encode()
        return send(urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}))[0]

    def phone(self, number: str, act: str, **said: object) -> int:
        return self.press(f"/phones/{number}/{act}", **said)

    def seen(self, number: str) -> dict[str, object]:
        return send(urllib.request.Request(f"{self.base}/phones/{number}"))[1]

    def heard(self, number: str) -> list[str]:
        """The words and notes on a phone's screen."""
        return [line["words"] for line in self.seen(number)["lines"]]  # type: ignore[attr-defined]

    def doing(self, number: str) -> str:
        """What the phone's call is doing, or its status, or nothing."""
        call = self.seen(number)["call"]
        return (call["doing"] or call["status"]) if isinstance(call, dict) else ""

    def status(self, sid: str) -> str:
        return str(self.ask("GET", f"/Calls/{sid}.json")[1]["status"])

    def log(self) -> list[str]:
        alerts = send(urllib.request.Request(self.base + "/log"))[1]["alerts"]
        return [alert["code"] for alert in alerts]  # type: ignore[attr-defined]


def send(request: urllib.request.Request) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
            return answer.status, json.loads(body) if "json" in answer.headers.get("content-type", "") else {
                "raw": body
            }
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read() or b"{}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(
    public_url: str, folder: Path, *, speed: float, token: str = TOKEN
) -> tuple[Simulator, subprocess.Popen[bytes]]:
    """A simulator of its own, its clock at this speed."""
    clock = folder / "clock.json"
    clock.write_text(json.dumps({"real": time.time(), "virtual": time.time(), "speed": speed}), encoding="utf-8")
    simulator = Simulator(free_port())
    command = [sys.executable, "-m", "amparo.simulator", "--port", str(simulator.port), "--public-url", public_url]
    command += ["--account", ACCOUNT, "--clock-file", str(clock)]
    environment = {**os.environ, "AMPARO_CARRIER_TOKEN": token, "AMPARO_CARRIER_SIGNING_KEY": ""}
    process = subprocess.Popen(command, env=environment)
    until(lambda: _answers(simulator))
    return simulator, process


def _answers(simulator: Simulator) -> bool:
    try:
        return send(urllib.request.Request(simulator.base + "/health"))[0] == 200
    except OSError:
        return False


@pytest.fixture
def simulator(product: Product, tmp_path: Path) -> Iterator[Simulator]:
    """A simulator whose clock runs ten times as fast, so that nobody waits for speech."""
    made, process = started(product.url, tmp_path, speed=10)
    yield made
    process.terminate()
    assert process.wait(8) == 0
    assert product.unsigned == []
