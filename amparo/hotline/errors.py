class CallAlreadyClaimed(Exception):
    """Somebody else took this call first, or the caller is gone."""


class CallBackAlreadyOwned(Exception):
    """Somebody else looks after this call-back."""


class CallBackDone(Exception):
    """This call-back is done already."""


class NoNumber(Exception):
    """There is no number to reach: it was hidden, or is erased."""


class MessageNotHere(Exception):
    """The spoken message is not fetched yet, or the carrier had none."""


class IntakeClosed(Exception):
    """This intake is closed already."""


class NotReopened(Exception):
    """What went to dispatch is not taken back from here."""


class PlaceNotKnown(Exception):
    """Dispatch needs a place that was found, chosen, or shown by a pin."""


class NotASound(Exception):
    """This is no WAV or MP3 file, or it is too large for a sentence."""


class NotRecordable(Exception):
    """This sentence changes from call to call, so a recording would say the wrong thing."""


class StoryChanged(Exception):
    """Somebody else wrote the story meanwhile."""


class StrangeKey(Exception):
    """The story is closed to somebody else than the hotline's circle."""
