"""The carrier's REST of 2010-04-01: the same paths, parameters, answers and errors."""

import asyncio
import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amparo.simulator import shapes
from amparo.simulator.errors import Refused, not_found
from amparo.simulator.recordings import sound
from amparo.simulator.rooms import Member

if TYPE_CHECKING:
    from amparo.simulator.carrier import Carrier

T = TypeVar("T")
Form = dict[str, str]
Work = Callable[[Request, Form], Awaitable[Response]]
LONGEST_BODY, LONGEST_HANG = 100_000, 120.0


class Rest:
    """Answers the product's requests; the knobs decide how well."""

    def __init__(self, carrier: "Carrier") -> None:
        self.carrier = carrier

    def routes(self) -> list[Route]:
        base = "/2010-04-01/Accounts/{account}"
        table: list[tuple[str, dict[str, Work]]] = [
            ("/Messages.json", {"POST": self.send_text, "GET": self.list_texts}),
            ("/Messages/{sid}.json", {"GET": self.one_text, "POST": self.change_text, "DELETE": self.delete_text}),
            ("/Calls.json", {"POST": self.place_call, "GET": self.list_calls}),
            ("/Calls/{sid}.json", {"GET": self.one_call, "POST": self.change_call}),
            ("/Conferences.json", {"GET": self.list_rooms}),
            ("/Conferences/{sid}.json", {"GET": self.one_room, "POST": self.end_room}),
            ("/Conferences/{sid}/Participants.json", {"GET": self.list_members}),
            ("/Conferences/{sid}/Participants/{call}.json",
             {"GET": self.one_member, "POST": self.change_member, "DELETE": self.drop_member}),
            ("/Queues.json", {"GET": self.list_queues}),
            ("/Queues/{sid}.json", {"GET": self.one_queue}),
            ("/Recordings.json", {"GET": self.list_recordings}),
            ("/Recordings/{sid}.json", {"GET": self.one_recording, "DELETE": self.delete_recording}),
            ("/Recordings/{sid}.wav", {"GET": self.sound_of}),
            ("/Recordings/{sid}", {"GET": self.sound_of, "DELETE": self.delete_recording}),
        ]  # fmt: skip
        routes = [Route(base + path, self._door(works), methods=list(works)) for path, works in table]
        return [*routes, Route("/2010-04-01/{rest:path}", self._nowhere, methods=["GET", "POST", "PUT", "DELETE"])]

    def _door(self, works: dict[str, Work]) -> Callable[[Request], Awaitable[Response]]:
        async def door(request: Request) -> Response:
            try:
                refusal = await self._weather()
                if refusal is not None:
                    return refusal
                self._authenticate(request)
                form = dict(parse_qsl((await self._body(request)).decode("utf-8", "replace"), keep_blank_values=True))
                answer = await works["GET" if request.method == "HEAD" else request.method](request, form)
            except Refused as refused:
                return self._refusal(refused)
            if self.carrier.luck.hits(self.carrier.knobs.lost_answers):
                await asyncio.sleep(20)  # taken, but nobody hears of it
            return answer

        return door

    async def _nowhere(self, request: Request) -> Response:
        try:
            self._authenticate(request, any_account=True)
        except Refused as refused:
            return self._refusal(refused)
        return self._refusal(not_found(request.url.path))

    @staticmethod
    def _refusal(refused: Refused) -> Response:
        headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refused.status == 401 else None
        return JSONResponse(refused.as_dict(), refused.status, headers)

    async def _body(self, request: Request) -> bytes:
        body = await request.body()
        if len(body) > LONGEST_BODY:
            raise Refused(20001, "The request is too large", 413)
        return body

    def _authenticate(self, request: Request, *, any_account: bool = False) -> None:
        kind, _space, said = request.headers.get("authorization", "").partition(" ")
        try:
            pair = b64decode(said, validate=True) if kind.lower() == "basic" else b""
        except ValueError:
            pair = b""
        options = self.carrier.options
        if not hmac.compare_digest(pair, f"{options.account}:{options.token}".encode()):
            raise Refused(20003, "Authenticate", 401)
        if not any_account and request.path_params["account"] != options.account:
            raise not_found(request.url.path)

    async def _weather(self) -> Response | None:
        """What the knobs make of a request before it is looked at."""
        knobs, left = self.carrier.knobs, LONGEST_HANG
        while self.carrier.knobs.black_hole and left > 0:
            await asyncio.sleep(0.1)
            left -= 0.1
            if left <= 0 or not self.carrier.knobs.black_hole:
                return JSONResponse(Refused(20504, "Gateway Timeout", 504).as_dict(), 504)
        await self.carrier.wire.lag()
        if knobs.down:
            return JSONResponse(Refused(20503, "Service Unavailable", 503).as_dict(), 503)
        if self.carrier.luck.hits(knobs.busy):
            return JSONResponse(Refused(20429, "Too Many Requests", 429).as_dict(), 429, {"Retry-After": "1"})
        return None

    # Texts.

    async def send_text(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.text(self.carrier, self.carrier.texts.take(form)), 201)

    async def list_texts(self, request: Request, form: Form) -> Response:
        texts, asked = self.carrier.texts, request.query_params
        rows = list(texts.by_to.get(asked["To"], ())) if "To" in asked else list(texts.by_sid.values())
        kept = [
            each
            for each in reversed(rows)
            if asked.get("From", each.sender) == each.sender and _since(asked.get("DateSent>"), each.created)
        ]
        return JSONResponse(shapes.page(request, "messages", kept, lambda each: shapes.text(self.carrier, each)))

    async def one_text(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.text(self.carrier, _found(self.carrier.texts.by_sid, request)))

    async def change_text(self, request: Request, form: Form) -> Response:
        """The only change the carrier allows: the body is deleted."""
        message = _found(self.carrier.texts.by_sid, request)
        if form.get("Body") != "":
            raise Refused(20001, "Only an empty Body is allowed")
        message.body = ""
        return JSONResponse(shapes.text(self.carrier, message))

    async def delete_text(self, request: Request, form: Form) -> Response:
        message = _found(self.carrier.texts.by_sid, request)
        del self.carrier.texts.by_sid[message.sid]
        kept = self.carrier.texts.by_to.get(message.to)
        if kept and message in kept:
            kept.remove(message)
        return Response(status_code=204)

    # Calls.

    async def place_call(self, request: Request, form: Form) -> Response:
        pairs = parse_qsl((await self._body(request)).decode("utf-8", "replace"))
        events = " ".join(value for name, value in pairs if name == "StatusCallbackEvent")
        return JSONResponse(
            shapes.call(
                self.carrier, self.carrier.calls.place(form | ({"StatusCallbackEvent": events} if events else {}))
            ),
            201,
        )

    async def list_calls(self, request: Request, form: Form) -> Response:
        asked = request.query_params
        kept = [
            each for each in reversed(self.carrier.calls.by_sid.values())
            if asked.get("To", each.to) == each.to and asked.get("From", each.sender) == each.sender
            and asked.get("Status", each.status) == each.status and asked.get("ParentCallSid", each.parent) == each.parent
        ]  # fmt: skip
        return JSONResponse(shapes.page(request, "calls", kept, lambda each: shapes.call(self.carrier, each)))

    async def one_call(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.call(self.carrier, _found(self.carrier.calls.by_sid, request)))

    async def change_call(self, request: Request, form: Form) -> Response:
        """Redirect a call to another document, or end it."""
        call = _found(self.carrier.calls.by_sid, request)
        wanted = form.get("Status", "")
        if wanted not in ("", "completed", "canceled"):
            raise Refused(21219, "Invalid status")
        if wanted and (wanted == "completed" or call.started is None):
            self.carrier.calls.hang_up(call, "completed" if call.started is not None else "canceled")
            await self.carrier.calls.within(call.over.wait(), 5.0, at_least=0.5)
        elif form.get("Url"):
            self.carrier.calls.redirect(call, form["Url"])
        return JSONResponse(shapes.call(self.carrier, call))

    # Conferences and queues.

    async def list_rooms(self, request: Request, form: Form) -> Response:
        asked = request.query_params
        kept = [
            each for each in reversed(self.carrier.rooms.rooms.values())
            if asked.get("FriendlyName", each.name) == each.name and asked.get("Status", each.status) == each.status
        ]  # fmt: skip
        return JSONResponse(shapes.page(request, "conferences", kept, lambda each: shapes.room(self.carrier, each)))

    async def one_room(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.room(self.carrier, _found(self.carrier.rooms.rooms, request)))

    async def end_room(self, request: Request, form: Form) -> Response:
        room = _found(self.carrier.rooms.rooms, request)
        if form.get("Status") == "completed":
            room.reason = "conference-ended-via-api"
            for member in list(room.members):
                member.out.set()
        return JSONResponse(shapes.room(self.carrier, room))

    async def list_members(self, request: Request, form: Form) -> Response:
        room = _found(self.carrier.rooms.rooms, request)
        return JSONResponse(
            shapes.page(request, "participants", room.members, lambda each: shapes.member(self.carrier, each))
        )

    async def one_member(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.member(self.carrier, self._member(request)))

    async def change_member(self, request: Request, form: Form) -> Response:
        member = self._member(request)
        member.muted = form.get("Muted", str(member.muted)).lower() == "true"
        member.hold = form.get("Hold", str(member.hold)).lower() == "true"
        member.ends = form.get("EndConferenceOnExit", str(member.ends)).lower() == "true"
        return JSONResponse(shapes.member(self.carrier, member))

    async def drop_member(self, request: Request, form: Form) -> Response:
        self._member(request).out.set()
        return Response(status_code=204)

    def _member(self, request: Request) -> Member:
        room = _found(self.carrier.rooms.rooms, request)
        for member in room.members:
            if member.call.sid == request.path_params["call"]:
                return member
        raise not_found(request.url.path)

    async def list_queues(self, request: Request, form: Form) -> Response:
        rows = list(self.carrier.rooms.queues.values())
        return JSONResponse(shapes.page(request, "queues", rows, lambda each: shapes.queue(self.carrier, each)))

    async def one_queue(self, request: Request, form: Form) -> Response:
        by_sid = {each.sid: each for each in self.carrier.rooms.queues.values()}
        return JSONResponse(shapes.queue(self.carrier, _found(by_sid, request)))

    # Recordings.

    async def list_recordings(self, request: Request, form: Form) -> Response:
        wanted = request.query_params.get("CallSid")
        kept = [each for each in reversed(self.carrier.recordings.by_sid.values()) if wanted in (None, each.call_sid)]
        return JSONResponse(shapes.page(request, "recordings", kept, lambda each: shapes.recording(self.carrier, each)))

    async def one_recording(self, request: Request, form: Form) -> Response:
        return JSONResponse(shapes.recording(self.carrier, _found(self.carrier.recordings.by_sid, request)))

    async def sound_of(self, request: Request, form: Form) -> Response:
        recording = _found(self.carrier.recordings.by_sid, request)
        return Response(sound(recording.seconds), media_type="audio/x-wav")

    async def delete_recording(self, request: Request, form: Form) -> Response:
        recording = _found(self.carrier.recordings.by_sid, request)
        del self.carrier.recordings.by_sid[recording.sid]
        return Response(status_code=204)


def _found(rows: Mapping[str, T], request: Request) -> T:
    row = rows.get(request.path_params["sid"])
    if row is None:
        raise not_found(request.url.path)
    return row


def _since(said: str | None, moment: float) -> bool:
    if not said:
        return True
    try:
        return moment >= parsedate_to_datetime(said).timestamp()
    except ValueError:
        return True
