"""A carrier on loopback for tests: writes down every request, answers as a test tells it, keeps lists of what it took."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    form: list[tuple[str, str]]
    headers: dict[str, str]
    at: float

    def get(self, key: str) -> str:
        return dict(self.form).get(key, "")


@dataclass(frozen=True)
class Answer:
    """What the carrier does: answer after a wait, keep what it was given or not, or break the line off without a word."""

    status: int = 201
    body: dict[str, object] | bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    takes: bool = True
    breaks_off: bool = False


class Carrier:
    """What it saw, what it took, and how it answers next."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.taken: dict[str, dict[str, object]] = {}
        self.behave: Callable[[Seen], Answer] = lambda _seen: Answer()
        self.lists = True
        self.url = ""
        self._lock = threading.Lock()

    def texts(self) -> list[Seen]:
        """The requests to send a text, in the order of arrival."""
        return [seen for seen in self.seen if seen.method == "POST" and seen.path.endswith("/Messages.json")]

    def posts(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.method == "POST"]

    def took(self, seen: Seen) -> dict[str, object]:
        """Keep what was sent, as the carrier's own row."""
        kind = "SM" if seen.path.endswith("/Messages.json") else "CA"
        row: dict[str, object] = {
            "sid": kind + uuid4().hex, "to": seen.get("To"), "from": seen.get("From"), "body": seen.get("Body") or None,
            "status": "queued", "date_created": format_datetime(datetime.now(UTC)), "error_code": None,
            "reference": seen.get("StatusCallback").rstrip("/").rsplit("/", 1)[-1],
        }  # fmt: skip
        with self._lock:
            self.taken[str(row["sid"])] = row
        return row

    def listed(self, seen: Seen) -> dict[str, object]:
        """The list of what was taken for a number, newest first, as the carrier answers it: without our reference."""
        to = parse_qs(seen.query).get("To", [""])[0]
        key, kind = ("messages", "SM") if seen.path.endswith("/Messages.json") else ("calls", "CA")
        with self._lock:
            rows = [row for row in self.taken.values() if row["to"] == to and str(row["sid"]).startswith(kind)]
        return {key: [{k: v for k, v in row.items() if k != "reference"} for row in reversed(rows)]}


_ONE = re.compile(r"/(?:Recordings|Messages)/")  # one thing that the carrier keeps: a test says whether it does


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    carrier: Carrier
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        seen = Seen(self.command, parts.path, parts.query, parse_qsl(body), dict(self.headers), time.monotonic())
        carrier = self.carrier
        carrier.seen.append(seen)
        if seen.method == "GET" and seen.path.endswith((".json",)) and not _ONE.search(seen.path):
            self._send(Answer(200, carrier.listed(seen)) if carrier.lists else Answer(404, {"code": 20404}))
            return
        answer = carrier.behave(seen)
        new = seen.method == "POST" and seen.path.endswith(("/Messages.json", "/Calls.json"))
        row = carrier.took(seen) if new and answer.takes and answer.status < 500 and answer.status // 100 != 4 else None
        time.sleep(answer.wait)
        if answer.breaks_off:
            self.close_connection = True
            return
        self._send(answer if answer.body is not None or row is None else Answer(answer.status, dict(row)))

    do_GET = do_POST = do_DELETE = _serve

    def _send(self, answer: Answer) -> None:
        raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body or {}).encode()
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(0 if answer.status == 204 else len(raw)))
            self.end_headers()
            self.wfile.write(b"" if answer.status == 204 else raw)
        except OSError:
            self.close_connection = True

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_about: object) -> None:
        """A client that went away is no news."""


@contextmanager
def running() -> Iterator[Carrier]:
    """A carrier on a free port of loopback."""
    carrier = Carrier()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"carrier": carrier}))
    carrier.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def carrier(settings: Settings) -> Iterator[Carrier]:
    """The house's carrier is one on loopback."""
    with running() as there:
        settings.CARRIER_URL = there.url
        yield there
