"""The carrier's resources as JSON, field by field as its published description has them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from amparo.simulator.clock import rfc2822
from amparo.simulator.segments import segments_of

if TYPE_CHECKING:
    from amparo.simulator.calls import Call
    from amparo.simulator.carrier import Carrier
    from amparo.simulator.recordings import Recording
    from amparo.simulator.rooms import Member, Queue, Room
    from amparo.simulator.texts import Message

T = TypeVar("T")
Shape = dict[str, object]
VERSION = "2010-04-01"


def _base(carrier: "Carrier") -> str:
    return f"/{VERSION}/Accounts/{carrier.options.account}"


def text(carrier: "Carrier", message: "Message") -> Shape:
    uri = f"{_base(carrier)}/Messages/{message.sid}"
    return {
        "sid": message.sid, "account_sid": carrier.options.account, "api_version": VERSION, "body": message.body,
        "num_segments": str(segments_of(message.body)), "num_media": "0", "direction": message.direction,
        "from": message.sender, "to": message.to, "date_created": rfc2822(message.created),
        "date_updated": rfc2822(message.updated), "date_sent": rfc2822(message.sent), "status": message.status,
        "error_code": message.error, "error_message": None, "messaging_service_sid": None, "price": None,
        "price_unit": "USD", "uri": uri + ".json", "subresource_uris": {"media": uri + "/Media.json"},
    }  # fmt: skip


def call(carrier: "Carrier", each: "Call") -> Shape:
    uri = f"{_base(carrier)}/Calls/{each.sid}"
    below = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
    names = {
        "user_defined_messages": "UserDefinedMessages",
        "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    }
    return {
        "sid": each.sid, "account_sid": carrier.options.account, "api_version": VERSION,
        "answered_by": None, "caller_name": None, "date_created": rfc2822(each.created),
        "date_updated": rfc2822(each.ended or each.started or each.created), "direction": each.direction,
        "duration": str(each.seconds) if each.ended is not None else None, "start_time": rfc2822(each.started),
        "end_time": rfc2822(each.ended), "forwarded_from": None, "from": each.sender,
        "from_formatted": _formatted(each.sender), "group_sid": None, "parent_call_sid": each.parent,
        "phone_number_sid": "PN" + "0" * 32, "price": None, "price_unit": "USD", "queue_time": "0",
        "status": each.status, "to": each.to, "to_formatted": _formatted(each.to), "trunk_sid": None,
        "uri": uri + ".json",
        "subresource_uris": {
            **{name: f"{uri}/{name.capitalize()}.json" for name in below},
            **{name: f"{uri}/{path}.json" for name, path in names.items()},
        },
    }  # fmt: skip


def _formatted(number: str) -> str:
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}" if number.startswith("+1") else number


def room(carrier: "Carrier", each: "Room") -> Shape:
    uri = f"{_base(carrier)}/Conferences/{each.sid}"
    return {
        "sid": each.sid, "account_sid": carrier.options.account, "api_version": VERSION, "friendly_name": each.name,
        "date_created": rfc2822(each.created), "date_updated": rfc2822(each.updated), "region": "us1",
        "status": each.status, "reason_conference_ended": each.reason if each.status == "completed" else None,
        "call_sid_ending_conference": None, "uri": uri + ".json",
        "subresource_uris": {"participants": uri + "/Participants.json", "recordings": uri + "/Recordings.json"},
    }  # fmt: skip


def member(carrier: "Carrier", each: "Member") -> Shape:
    return {
        "account_sid": carrier.options.account, "call_sid": each.call.sid, "conference_sid": each.room.sid,
        "label": None, "call_sid_to_coach": None, "coaching": False, "date_created": rfc2822(each.joined),
        "date_updated": rfc2822(each.joined), "end_conference_on_exit": each.ends, "muted": each.muted,
        "hold": each.hold, "start_conference_on_enter": each.starts, "status": "connected", "queue_time": None,
        "uri": f"{_base(carrier)}/Conferences/{each.room.sid}/Participants/{each.call.sid}.json",
    }  # fmt: skip


def queue(carrier: "Carrier", each: "Queue") -> Shape:
    uri = f"{_base(carrier)}/Queues/{each.sid}"
    return {
        "sid": each.sid, "account_sid": carrier.options.account, "friendly_name": each.name, "max_size": 1000,
        "current_size": len(each.entries), "average_wait_time": 0, "date_created": rfc2822(each.created),
        "date_updated": rfc2822(each.created), "uri": uri + ".json",
    }  # fmt: skip


def recording(carrier: "Carrier", each: "Recording") -> Shape:
    uri = f"{_base(carrier)}/Recordings/{each.sid}"
    return {
        "sid": each.sid, "account_sid": carrier.options.account, "api_version": VERSION, "call_sid": each.call_sid,
        "conference_sid": None, "channels": 1, "source": "RecordVerb", "status": "completed", "error_code": None,
        "duration": str(each.seconds), "date_created": rfc2822(each.created), "date_updated": rfc2822(each.created),
        "start_time": rfc2822(each.created), "price": None, "price_unit": "USD", "encryption_details": None,
        "uri": uri + ".json", "media_url": carrier.recordings.url(each.sid),
        "subresource_uris": {
            "add_on_results": uri + "/AddOnResults.json", "transcriptions": uri + "/Transcriptions.json",
        },
    }  # fmt: skip


def page(request: Request, name: str, rows: Sequence[T], shape: Callable[[T], Shape]) -> Shape:
    """One page of a list, with the addresses of its neighbours."""
    size, number = _whole(request, "PageSize", 50, 1_000) or 50, _whole(request, "Page", 0, 1_000_000)
    part = list(rows[number * size : (number + 1) * size])
    last = len(rows) <= (number + 1) * size
    asked = {key: value for key, value in request.query_params.items() if key not in ("Page", "PageSize")}

    def at(which: int) -> str:
        return f"{request.url.path}?{urlencode({**asked, 'PageSize': size, 'Page': which})}"

    return {
        name: [shape(each) for each in part], "page": number, "page_size": size, "start": number * size,
        "end": number * size + max(0, len(part) - 1), "uri": at(number), "first_page_uri": at(0),
        "next_page_uri": None if last else at(number + 1), "previous_page_uri": at(number - 1) if number else None,
    }  # fmt: skip


def _whole(request: Request, name: str, usual: int, most: int) -> int:
    said = request.query_params.get(name, "")
    return min(int(said), most) if said.isdigit() else usual
