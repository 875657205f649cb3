class CarrierUnavailable(Exception):
    """The carrier did not answer as it should: ask again later."""


class RecordingGone(Exception):
    """The carrier does not have this recording, or not as we take one: asking again changes nothing."""
