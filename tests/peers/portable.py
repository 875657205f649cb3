"""What SignalWire's cXML knows of the call markup, after its own reference (Compatibility API, cXML, voice), read in 2026.

A verb or an attribute that is missing here is silently ignored there. Its library for Python is no peer: it builds its documents
with the classes of twilio-python, so it would say yes to everything.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

VERBS: dict[str, tuple[set[str], set[str]]] = {  # verb: what may stand in it, its attributes
    "Response": ({"Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Reject", "Hangup"}, set()),
    "Say": (set(), {"language", "loop", "voice"}),
    "Play": (set(), {"digits", "loop"}),
    "Pause": (set(), {"length"}),
    "Gather": ({"Say", "Play", "Pause"}, {
        "action", "actionOnEmptyResult", "enhanced", "finishOnKey", "hints", "input", "language", "method", "numDigits",
        "partialResultCallback", "partialResultCallbackMethod", "profanityFilter", "speechModel", "speechTimeout", "timeout",
    }),
    "Record": (set(), {
        "action", "finishOnKey", "maxLength", "method", "playBeep", "recordingStatusCallback", "recordingStatusCallbackEvent",
        "recordingStatusCallbackMethod", "storageUrl", "storageUrlMethod", "timeout", "transcribe", "transcribeCallback", "trim",
    }),
    "Dial": ({"Conference", "Number", "Sip", "Client", "Queue"}, {
        "action", "answerOnBridge", "callerId", "hangupOnStar", "method", "record", "recordingStatusCallback", "timeLimit",
        "timeout", "trim",
    }),
    "Conference": (set(), {
        "beep", "coach", "endConferenceOnExit", "eventCallbackUrl", "maxParticipants", "muted", "record",
        "recordingStatusCallback", "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "startConferenceOnEnter",
        "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "trim", "waitMethod", "waitUrl",
    }),
    "Redirect": (set(), {"method"}),
    "Reject": (set(), {"reason"}),
    "Hangup": (set(), set()),
}  # fmt: skip
WAITING = {"Play", "Pause", "Redirect"}  # "waitUrl only supports" these: there nothing is spoken while somebody waits


def unknown_there(markup: str, *, waiting: bool = False) -> Iterator[str]:
    """What of a document SignalWire does not know."""
    root = ElementTree.fromstring(markup)
    for verb in root.iter():
        if verb.tag not in VERBS:
            yield f"{verb.tag} is no verb"
            continue
        inside, attributes = VERBS[verb.tag]
        yield from (f"{inner.tag} inside {verb.tag}" for inner in verb if inner.tag not in inside)
        yield from (f"{verb.tag} {name}" for name in verb.attrib if name not in attributes)
    if waiting:
        yield from (f"{verb.tag} while waiting" for verb in root if verb.tag not in WAITING)
