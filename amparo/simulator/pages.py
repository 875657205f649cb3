"""The page with the phones, and the small questions its buttons ask. Answers only to this machine's own name and pages."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from amparo.simulator.page import page_html
from amparo.simulator.stories import all_stories
from amparo.simulator.words import LANGUAGES

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier

Work = Callable[[Request, dict[str, Any]], None]
HERE = {"localhost", "127.0.0.1", "[::1]"}
SPEEDS = (1, 10, 60)
CALM, PING = 0.1, 15.0  # seconds between two pictures of the phones, and of silence
KEYS = "0123456789*#"


class Pages:
    """What a visitor sees and presses."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier

    def routes(self) -> list[Route]:
        buttons: dict[str, Work] = {
            "/phones/{number}/call": self.call, "/phones/{number}/answer": self.answer,
            "/phones/{number}/hang-up": self.hang_up, "/phones/{number}/keys": self.keys,
            "/phones/{number}/say": self.say, "/phones/{number}/text": self.text, "/phones/{number}/mode": self.mode,
            "/table/{slot:int}": self.give, "/knobs": self.turn, "/clock": self.clock,
            "/scenarios/{name}/start": self.start, "/scenarios/stop": self.stop, "/forget": self.forget,
        }  # fmt: skip
        looks: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/": self.page, "/state": self.state, "/events": self.events, "/health": self.health, "/knobs": self.knobs,
            "/log": self.log, "/scenarios": self.scenarios, "/phones": self.phones, "/phones/{number}": self.phone,
        }  # fmt: skip
        # The order matters: "stop" is no scenario's name.
        return [
            *(Route(path, self._look(look), methods=["GET"]) for path, look in looks.items()),
            *(Route(path, self._button(work), methods=["POST"]) for path, work in buttons.items()),
        ]

    def _look(self, look: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def door(request: Request) -> Response:
            if not _from_here(request):
                return JSONResponse({"error": "this machine only"}, 403)
            return _guarded(await look(request), self.carrier.options.public_url)

        return door

    def _button(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def door(request: Request) -> Response:
            """Another site cannot press our buttons: it can neither name this host nor send JSON."""
            if not _from_here(request) or not _same_origin(request):
                return JSONResponse({"error": "this machine only"}, 403)
            if not request.headers.get("content-type", "").startswith("application/json"):
                return JSONResponse({"error": "JSON only"}, 415)
            try:
                said = json.loads(await request.body() or b"{}")
                if not isinstance(said, dict):
                    raise ValueError("an object is wanted")
                work(request, said)
            except (ValueError, KeyError, TypeError) as wrong:
                return JSONResponse({"error": str(wrong)}, 400)
            return JSONResponse({"version": self.carrier.version})

        return door

    # Looks.

    async def page(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        return HTMLResponse(page_html(self.carrier, language if language in LANGUAGES else "en"))

    async def health(self, request: Request) -> Response:
        return JSONResponse({"simulator": "runs", "speed": self.carrier.clock.pace()})

    async def state(self, request: Request) -> Response:
        return JSONResponse(self.carrier.snapshot())

    async def phone(self, request: Request) -> Response:
        try:
            return JSONResponse(self.carrier.phone(request.path_params["number"]).snapshot())
        except ValueError as wrong:
            return JSONResponse({"error": str(wrong)}, 404)

    async def phones(self, request: Request) -> Response:
        """Every phone that was ever used: what it holds stays when the carrier's own copy is deleted."""
        return JSONResponse({"phones": [each.snapshot() for each in list(self.carrier.phones.values())]})

    async def knobs(self, request: Request) -> Response:
        return JSONResponse(self.carrier.knobs.as_dict())

    async def log(self, request: Request) -> Response:
        return JSONResponse({"alerts": list(self.carrier.alerts)})

    async def scenarios(self, request: Request) -> Response:
        stories = {name: {"title": each["title"], "about": each["about"]} for name, each in all_stories().items()}
        return JSONResponse({"running": self.carrier.stories.running, "scenarios": stories})

    async def events(self, request: Request) -> Response:
        """The phones, again whenever something changed."""
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._pictures(), media_type="text/event-stream", headers=headers)

    async def _pictures(self) -> AsyncIterator[bytes]:
        shown = -1
        while not self.carrier.closing:
            if self.carrier.version == shown:
                try:
                    await asyncio.wait_for(self.carrier.changed.wait(), PING)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                await asyncio.sleep(CALM)
            picture = self.carrier.snapshot()
            shown = self.carrier.version
            yield b"data: " + json.dumps(picture).encode() + b"\n\n"

    # Buttons.

    def call(self, request: Request, said: dict[str, Any]) -> None:
        to = str(said.get("to") or self.carrier.options.hotline)
        if self.carrier.calls.dial(self._number(request), to, hidden=bool(said.get("hidden"))) is None:
            raise ValueError("this phone is busy, or nobody has that number")

    def answer(self, request: Request, said: dict[str, Any]) -> None:
        call = self.carrier.phone(self._number(request)).call
        if call is None or call.status != "ringing" or not call.incoming:
            raise ValueError("this phone does not ring")
        call.picked_up.set()

    def hang_up(self, request: Request, said: dict[str, Any]) -> None:
        call = self.carrier.phone(self._number(request)).call
        if call is None:
            raise ValueError("this phone is not in a call")
        self.carrier.calls.hang_up(call, "busy" if call.incoming and call.started is None else "completed")

    def keys(self, request: Request, said: dict[str, Any]) -> None:
        phone, keys = self.carrier.phone(self._number(request)), str(said["keys"])
        if phone.call is None or phone.call.started is None or phone.call.machine:
            raise ValueError("this phone is not in a call")
        if not keys or len(keys) > 20 or any(key not in KEYS for key in keys):
            raise ValueError("keys are 0 to 9, * and #")
        self.carrier.note(phone, "keys", keys)
        for key in keys:
            phone.call.keys.put_nowait(key)

    def say(self, request: Request, said: dict[str, Any]) -> None:
        call, words = self.carrier.phone(self._number(request)).call, str(said["words"]).strip()[:500]
        if call is None or call.started is None or not words:
            raise ValueError("this phone is not in a call")
        self.carrier.rooms.talk(call, words)

    def text(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.texts.send_from(self._number(request), str(said["body"]))

    def mode(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.set_mode(self._number(request), str(said["mode"]))

    def give(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.give(int(request.path_params["slot"]), str(said["number"]))

    def turn(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.knobs.turn(said)
        self.carrier.touch()

    def clock(self, request: Request, said: dict[str, Any]) -> None:
        if said["speed"] not in SPEEDS:
            raise ValueError("the clock runs at 1, 10 or 60")
        self.carrier.clock.set_speed(float(said["speed"]))
        self.carrier.touch()

    def start(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.stories.start(request.path_params["name"])

    def stop(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.stories.stop()

    def forget(self, request: Request, said: dict[str, Any]) -> None:
        self.carrier.forget()

    @staticmethod
    def _number(request: Request) -> str:
        return str(request.path_params["number"])


def _from_here(request: Request) -> bool:
    """Whether the browser means this machine: a foreign name that points here is turned away."""
    return request.headers.get("host", "").rsplit(":", 1)[0] in HERE


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _guarded(answer: Response, product: str) -> Response:
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src {product};"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
