"""A small product that serves markup and writes down every signed form, and a real simulator that talks to it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from amparo.simulator.tests.phones import Product, Simulator, started


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


@pytest.fixture
def simulator(product: Product, tmp_path: Path) -> Iterator[Simulator]:
    """A simulator whose clock runs ten times as fast, so that nobody waits for speech."""
    with started(product.url, tmp_path, speed=10) as simulator:
        yield simulator
    assert product.unsigned == []
