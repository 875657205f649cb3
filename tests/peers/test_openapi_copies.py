"""What we ask for so that nothing stays at the carrier: texts and spoken messages, looked up, fetched and deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amparo.messaging.channels.twilio_compat import client
from amparo.messaging.errors import RecordingGone
from amparo.messaging.tests.carrier import Answer, Carrier, Seen, carrier  # noqa: F401 - a fixture
from tests.peers.described import check_request

TEXT, RECORDING = "SM" + "1a" * 16, "RE" + "1a" * 16
ASKING: dict[str, tuple[Callable[[], object], object]] = {
    f"DELETE /Messages/{TEXT}.json": (lambda: client.delete_text(TEXT), True),
    f"GET /Messages/{TEXT}.json": (lambda: client.has_text(TEXT), True),
    f"DELETE /Recordings/{RECORDING}.json": (lambda: client.delete_recording(RECORDING), True),
    f"GET /Recordings/{RECORDING}.wav": (lambda: client.fetch_recording(RECORDING), b"RIFF"),
}


def there(seen: Seen) -> Answer:
    """A carrier that has it, and does what it is told."""
    if seen.method == "DELETE":
        return Answer(204)
    return Answer(200, b"RIFF" if seen.path.endswith(".wav") else {"sid": TEXT})


@pytest.mark.parametrize("wanted", ASKING)
def test_what_leaves_for_the_carrier_is_what_it_describes(peers: Path, carrier: Carrier, wanted: str) -> None:
    ask, answer = ASKING[wanted]
    carrier.behave = there

    assert ask() == answer
    [seen] = carrier.seen
    method, path = wanted.split(" ")
    assert (seen.method, seen.path) == (method, client.base_url().removeprefix(carrier.url) + path)
    assert (seen.query, seen.form) == ("", [])
    sent = {name.lower(): value for name, value in seen.headers.items()}
    assert sent["authorization"] == client.headers()["Authorization"]
    # The sound lies at the address of its description, with another ending: the description names the JSON only.
    check_request(method.lower(), (carrier.url + seen.path).replace(".wav", ".json"), seen.form)


@pytest.mark.parametrize("sid", ["../Calls/CA1", "RE1?x=1", "", "RE" + "1" * 80])
def test_what_is_no_name_of_a_recording_is_never_asked_for(carrier: Carrier, sid: str) -> None:
    for ask in (client.fetch_recording, client.delete_recording):
        with pytest.raises(RecordingGone):
            ask(sid)

    assert carrier.seen == []
