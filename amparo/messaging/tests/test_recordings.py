"""Spoken messages are fetched once and deleted at the carrier: bounded, with the account's name, never from elsewhere."""

from base64 import b64decode

import pytest
from django.conf import settings

from amparo.messaging.channels.twilio_compat import client
from amparo.messaging.channels.twilio_compat.client import delete_recording, fetch_recording
from amparo.messaging.errors import CarrierUnavailable, RecordingGone
from amparo.messaging.tests.carrier import Answer, Carrier, Seen, running

SID = "RE" + "a1" * 16


def test_a_spoken_message_is_fetched_with_the_accounts_name(carrier: Carrier) -> None:
    carrier.behave = lambda _seen: Answer(200, b"RIFF" + b"\0" * 500_000)

    assert fetch_recording(SID) == b"RIFF" + b"\0" * 500_000
    [seen] = carrier.seen
    assert seen.path == f"/2010-04-01/Accounts/{settings.CARRIER_ACCOUNT}/Recordings/{SID}.wav"
    kind, pair = {k.lower(): v for k, v in seen.headers.items()}["authorization"].split()
    assert (kind, b64decode(pair).decode()) == ("Basic", f"{settings.CARRIER_ACCOUNT}:{settings.CARRIER_TOKEN}")


def test_a_message_larger_than_any_of_ours_is_not_taken(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_RECORDING", 100_000)
    carrier.behave = lambda _seen: Answer(200, b"x" * 100_001)

    with pytest.raises(RecordingGone):
        fetch_recording(SID)


def test_nobody_is_followed_elsewhere(carrier: Carrier) -> None:
    with running() as elsewhere:
        carrier.behave = lambda _seen: Answer(302, b"", {"Location": elsewhere.url + "/inside"})

        with pytest.raises(CarrierUnavailable):
            fetch_recording(SID)

    assert not elsewhere.seen


@pytest.mark.parametrize(("status", "error"), [(404, RecordingGone), (410, RecordingGone), (401, CarrierUnavailable),
                                              (429, CarrierUnavailable), (500, CarrierUnavailable)])  # fmt: skip
def test_an_answer_that_is_no_sound_is_refused_by_name(carrier: Carrier, status: int, error: type[Exception]) -> None:
    carrier.behave = lambda _seen: Answer(status, {"code": 20000 + status})

    with pytest.raises(error):
        fetch_recording(SID)


@pytest.mark.parametrize("sid", ["", "RE/../../x", "RE" + "a" * 90, "RE12345678?x=1", "../Messages"])
def test_an_id_that_is_none_never_becomes_an_address(carrier: Carrier, sid: str) -> None:
    with pytest.raises(RecordingGone):
        fetch_recording(sid)
    with pytest.raises(RecordingGone):
        delete_recording(sid)

    assert not carrier.seen


@pytest.mark.parametrize(("status", "gone"), [(204, True), (404, True), (500, False), (429, False), (401, False)])
def test_a_deletion_is_true_only_when_the_carrier_has_nothing_left(
    carrier: Carrier, status: int, *, gone: bool
) -> None:
    carrier.behave = lambda _seen: Answer(status, {})

    assert delete_recording(SID) is gone
    assert [(seen.method, seen.path.rsplit("/", 1)[-1]) for seen in carrier.seen] == [("DELETE", f"{SID}.json")]


def test_a_carrier_that_breaks_off_is_asked_again_later(carrier: Carrier) -> None:
    def breaks_off(_seen: Seen) -> Answer:
        return Answer(breaks_off=True)

    carrier.behave = breaks_off

    assert delete_recording(SID) is False
    with pytest.raises(CarrierUnavailable):
        fetch_recording(SID)
