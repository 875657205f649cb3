"""A carrier for measuring: answers every POST with 201 and a new id after a fixed wait, on loopback only.

``python -m tools.bench.sink --port 8020 --wait-ms 30``. GET /seen gives how many came, the monotonic seconds of the first and
the last; /references how often each reference of ours came; /events?after=N what came since the Nth, for whoever plays the
phones; POST /forget starts anew. What it took can be listed by number, as at a carrier, so that a sender that comes back from the
dead can ask.
"""

import argparse
import asyncio
import itertools
import json
import re
import time
from collections import Counter
from urllib.parse import parse_qs, urlsplit

_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_REFERENCE = re.compile(rb"status%2F([0-9a-f]{32})")
_numbers = itertools.count(1)


class Seen:
    """What has arrived since the last /forget; forms are read only when somebody asks."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0
        self.unread: list[tuple[str, bytes]] = []
        self.posts: list[tuple[str, bytes, bytes]] = []
        self.references: Counter[bytes] = Counter()
        self.by_number: dict[str, list[dict[str, str]]] = {}

    def note(self, sid: str, path: bytes, form: bytes) -> None:
        self.posts.append((sid, path, form))
        if not path.endswith(b"/Messages.json"):
            return
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.count += 1
        self.unread.append((sid, form))

    def read(self) -> None:
        for sid, form in self.unread:
            if found := _REFERENCE.search(form):
                self.references[found[1]] += 1
            fields = {name: values[0] for name, values in parse_qs(form.decode()).items()}
            message = {"sid": sid, "to": fields.get("To", ""), "body": fields.get("Body", ""), "status": "sent"}
            self.by_number.setdefault(message["to"], []).append(message)
        self.unread.clear()

    def summary(self) -> dict[str, object]:
        return {"count": self.count, "first": self.first, "last": self.last}

    def by_reference(self) -> dict[str, object]:
        self.read()
        return {**self.summary(), "references": {key.decode(): times for key, times in self.references.items()}}

    def events(self, after: int) -> list[dict[str, str]]:
        """What came since: the sid, the last words of the address, and the form."""
        return [
            {"sid": sid, "path": path.decode().rsplit("/Accounts/", 1)[-1],
             **{name: values[0] for name, values in parse_qs(form.decode()).items()}}
            for sid, path, form in self.posts[after:]
        ]  # fmt: skip

    def listed(self, number: str) -> list[dict[str, str]]:
        """The newest messages to a number."""
        self.read()
        return self.by_number.get(number, [])[:-101:-1]


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
            end = head_end + 4 + length
            if len(self.buffer) < end:
                return
            form, self.buffer = self.buffer[head_end + 4 : end], self.buffer[end:]
            method, address = head.split(b" ", 2)[:2]
            if method == b"GET":
                self.tell(urlsplit(address.decode()))
            else:
                self.take(address, form)

    def tell(self, address: object) -> None:
        path, query = address.path, parse_qs(address.query)  # type: ignore[attr-defined]
        if path == "/references":
            self.send(200, self.seen.by_reference())
        elif path == "/events":
            self.send(200, {"events": self.seen.events(int(query["after"][0]))})
        elif path.endswith("/Messages.json"):
            self.send(200, {"messages": self.seen.listed(query.get("To", [""])[0])})
        elif path.endswith("/Calls.json"):
            self.send(200, {"calls": []})
        else:
            self.send(200, self.seen.summary())

    def take(self, path: bytes, form: bytes) -> None:
        if path == b"/forget":
            self.seen.forget()
            return self.send(200, {})
        kind = "CA" if path.endswith(b"/Calls.json") else "SM"
        sid = f"{kind}{next(_numbers):032x}"
        self.seen.note(sid, path, form)
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
