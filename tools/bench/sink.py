"""A carrier for measuring: answers every POST with 201 and a new id after a fixed wait, on loopback only.

``python -m tools.bench.sink --port 8020 --wait-ms 30``; GET /seen gives {"count": n, "first": s, "last": s} (monotonic
seconds of the first and last request), POST /forget starts anew.
"""

import argparse
import asyncio
import itertools
import json
import re
import time

_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_numbers = itertools.count(1)


class Seen:
    """What has arrived since the last /forget."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0

    def note(self) -> None:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.count += 1


class Sink(asyncio.Protocol):
    """One connection: HTTP/1.1 with keep-alive, nothing but what the measurement needs."""

    def __init__(self, seen: Seen, wait: float) -> None:
        self.seen, self.wait, self.buffer = seen, wait, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (head_end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:head_end]
            length = int(match[1]) if (match := _LENGTH.search(head)) else 0
            if len(self.buffer) < head_end + 4 + length:
                return
            self.buffer = self.buffer[head_end + 4 + length :]
            self.answer(head.split(b" ", 2)[1])

    def answer(self, path: bytes) -> None:
        if path == b"/seen":
            return self.send(200, self.seen.__dict__)
        if path == b"/forget":
            self.seen.forget()
            return self.send(200, {})
        self.seen.note()
        sid = f"SM{next(_numbers):032x}"
        made: dict[str, object] = {"sid": sid, "status": "queued", "error_code": None}
        asyncio.get_running_loop().call_later(self.wait, lambda: self.send(201, made))
        return None

    def send(self, status: int, body: dict[str, object]) -> None:
        raw = json.dumps(body).encode()
        if not self.transport.is_closing():
            self.transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 %d OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (status, len(raw), raw)
            )


async def serve(port: int, wait: float) -> None:
    seen = Seen()
    server = await asyncio.get_running_loop().create_server(lambda: Sink(seen, wait), "127.0.0.1", port, backlog=2048)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--wait-ms", type=float, default=30)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.wait_ms / 1000))
