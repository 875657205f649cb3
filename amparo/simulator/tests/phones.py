"""The other side of the wire in tests: a real simulator process, its phones, and what a small product is told by it."""

import json
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator

from tests.processes import answers, free_port, running

ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token-of-the-tests"
HOTLINE, TEXTS = "+14135550100", "+14135550101"
Form = dict[str, str]


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


@contextmanager
def started(public_url: str, folder: Path, *, speed: float, token: str = TOKEN) -> Iterator[Simulator]:
    """A simulator process of its own until the block ends, its clock at this speed."""
    clock = folder / "clock.json"
    clock.write_text(json.dumps({"real": time.time(), "virtual": time.time(), "speed": speed}), encoding="utf-8")
    simulator = Simulator(free_port())
    command = [sys.executable, "-m", "amparo.simulator", "--port", str(simulator.port), "--public-url", public_url]
    command += ["--account", ACCOUNT, "--clock-file", str(clock)]
    told = {"AMPARO_CARRIER_TOKEN": token, "AMPARO_CARRIER_SIGNING_KEY": ""}
    with running(command, lambda: answers(simulator.base + "/health"), **told) as process:
        yield simulator
    assert process.returncode == 0, "it ends cleanly when told to"
