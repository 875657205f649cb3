"""Requests to a carrier that speaks Twilio's REST of 2010-04-01, and what its answers mean."""

import random
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from pyreqwest.client import SyncClient, SyncClientBuilder
from pyreqwest.exceptions import PyreqwestError

from amparo.messaging.enums import CallWish, State
from amparo.messaging.errors import CarrierUnavailable, RecordingGone
from amparo.messaging.outbox.claims import Item, Outcome
from amparo.messaging.outbox.lapsed import Taken

RETRY_STATUSES = {429, 503}
GONE = (404, 410)
LONGEST_RECORDING = 8_000_000  # two minutes of telephone sound are two megabytes
_SID = re.compile(r"[A-Za-z0-9]{8,64}")


class Request(NamedTuple):
    """Where to post what."""

    url: str
    form: list[tuple[str, str]]


class Addresses(NamedTuple):
    """What the request of every text has in common, read from the settings once for each claim."""

    texts: str
    number: str
    status: str


def headers() -> dict[str, str]:
    """The account's name and token."""
    pair = f"{settings.CARRIER_ACCOUNT}:{settings.CARRIER_TOKEN}".encode()
    return {"Authorization": "Basic " + b64encode(pair).decode("ascii"), "Accept": "application/json"}


def base_url() -> str:
    return f"{settings.CARRIER_URL}/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}"


def callback(path: str) -> str:
    """A public address that the carrier calls back; nothing personal is ever in it."""
    return f"{settings.PUBLIC_URL}/carrier/{path}"


def addresses() -> Addresses:
    return Addresses(f"{base_url()}/Messages.json", settings.TEXT_NUMBER, callback("text/status/"))


def request_for(item: Item, at: Addresses) -> Request | None:
    """The request that hands this row over; None while the call it speaks of has no name yet."""
    if item.kind == "text":
        return Request(at.texts, [
            ("To", item.to), ("From", at.number), ("Body", item.body), ("StatusCallback", f"{at.status}{item.reference}/"),
        ])  # fmt: skip
    if item.kind == CallWish.RING:
        return Request(f"{base_url()}/Calls.json", _ring_form(item))
    if not item.call_sid:
        return None
    url = f"{base_url()}/Calls/{item.call_sid}.json"
    if item.kind == CallWish.END:
        return Request(url, [("Status", "completed")])
    return Request(url, [("Url", callback(f"voice/step/{item.token}/{item.step}/")), ("Method", "POST")])


def _ring_form(item: Item) -> list[tuple[str, str]]:
    """Ring a phone. There is no parameter for recording, here or anywhere."""
    return [
        ("To", item.to), ("From", settings.HOTLINE_NUMBER), ("Timeout", str(item.ring_seconds)), ("Method", "POST"),
        ("Url", callback(f"voice/step/{item.token}/{item.step}/")), ("FallbackUrl", callback("voice/fallback/")),
        ("StatusCallback", callback(f"voice/leg/{item.token}/")), ("StatusCallbackMethod", "POST"),
        *(("StatusCallbackEvent", event) for event in ("initiated", "ringing", "answered", "completed")),
    ]  # fmt: skip


def outcome_of(item: Item, status: int, body: Mapping[str, object], retry_after: str | None) -> Outcome:
    """What the carrier's answer means for this row."""
    if 200 <= status < 300:
        sid = body.get("sid")
        return Outcome(item, State.HANDED_OVER, sid=str(sid) if sid and item.kind in ("text", CallWish.RING) else None)
    if status in RETRY_STATUSES:
        return Outcome(item, State.WAITING, code=str(status), retry_seconds=_wait(item.attempts, retry_after))
    if status >= 500:
        return Outcome(item, State.IN_FLIGHT, code=str(status), unsure=True)
    if status in (401, 403):  # our own settings are wrong: keep the text until somebody mends them
        return Outcome(item, State.WAITING, code=str(status), retry_seconds=10.0)
    return Outcome(item, State.FAILED, code=str(body.get("code") or status)[:12])


def _wait(attempts: int, retry_after: str | None) -> float:
    asked = float(retry_after) if retry_after and retry_after.isdigit() else 0.0
    return min(60.0, max(asked, 0.5 * float(2 ** min(attempts, 5)))) * random.uniform(0.8, 1.3)  # noqa: S311


def list_url(item: Item) -> str:
    """Where the carrier lists what it took for this number."""
    kind = "Messages" if item.kind == "text" else "Calls"
    return f"{base_url()}/{kind}.json?{urlencode({'To': item.to, 'PageSize': 100})}"


def taken(item: Item, status: int, body: Mapping[str, object], carrier_date: str | None) -> list[Taken] | None:
    """What the carrier's list shows for this number, by our clock.

    None when the carrier could not say; an empty list when it says that it has nothing.
    """
    if status in (404, 405, 501):
        return []  # this carrier keeps no lists
    rows = body.get("messages" if item.kind == "text" else "calls")
    if status != 200 or not isinstance(rows, list):
        return None
    ahead = datetime.now(UTC) - (_moment(carrier_date) or datetime.now(UTC))
    return [
        Taken(str(row["sid"]), row.get("body"), (_moment(row.get("date_created")) or datetime.now(UTC)) + ahead)
        for row in rows
        if row.get("to") == item.to
    ]


def _moment(said: object) -> datetime | None:
    """A moment in the carrier's spelling, or in the other common one; None when it is neither."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(str(said or ""))
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def probe_url(name: str) -> str:
    """A small question that only tells whether the carrier answers."""
    return f"{base_url()}/{'Messages' if name == 'text' else 'Calls'}.json?PageSize=1"


def is_well(status: int) -> bool:
    """Whether an answer to that question means that the carrier would take something."""
    return status < 500 and status not in (401, 403, 429)


def _recording_url(sid: str, kind: str) -> str:
    if not _SID.fullmatch(sid):
        raise RecordingGone
    return f"{base_url()}/Recordings/{sid}.{kind}"


def _client() -> SyncClient:
    """For the worker's slow jobs; it follows nobody elsewhere."""
    wait = timedelta(seconds=20)
    return SyncClientBuilder().follow_redirects(False).connect_timeout(timedelta(seconds=4)).timeout(wait).build()


def fetch_recording(sid: str) -> bytes:
    """The sound of a spoken message, as a WAV file. For the worker.

    RecordingGone when the carrier does not have it or it is larger than any message of ours; CarrierUnavailable: try later.
    """
    request = _recording_url(sid, "wav")
    try:
        with _client() as client, client.get(request).headers(headers()).build_streamed() as answer:
            if answer.status in (404, 410):
                raise RecordingGone
            if answer.status != 200:
                raise CarrierUnavailable(str(answer.status))
            sound = bytearray()
            while chunk := answer.body_reader.read_chunk():
                sound += bytes(chunk)
                if len(sound) > LONGEST_RECORDING:
                    raise RecordingGone
    except PyreqwestError as failure:
        raise CarrierUnavailable(type(failure).__name__) from None
    return bytes(sound)


def delete_recording(sid: str) -> bool:
    """Delete a spoken message at the carrier. True when it says that it is gone, also when it was so before; False: try later."""
    return _ask("DELETE", _recording_url(sid, "json")) in (200, 204, *GONE)


def delete_text(sid: str) -> bool:
    """Delete a text at the carrier, as ``delete_recording`` does. CarrierUnavailable: it does not answer."""
    return _answer("DELETE", _text_url(sid)) in (200, 204, *GONE)


def has_text(sid: str) -> bool:
    """Whether the carrier still has this text, or does not say. CarrierUnavailable: it does not answer."""
    return _answer("GET", _text_url(sid)) not in GONE


def _text_url(sid: str) -> str:
    return f"{base_url()}/Messages/{sid}.json"


def _answer(method: str, url: str) -> int:
    status = _ask(method, url)
    if status == 0 or status >= 500 or status in (401, 403, 429):
        raise CarrierUnavailable(str(status))
    return status


def _ask(method: str, url: str) -> int:
    """The status of the carrier's answer; 0 when there is none."""
    try:
        with _client() as client:
            return client.request(method, url).headers(headers()).build().send().status
    except PyreqwestError:
        return 0
