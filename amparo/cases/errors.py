class CaseClosed(Exception):
    """Somebody closed this case meanwhile."""


class NotComplete(Exception):
    """The keys, wraps or words that came with it are not those of this case."""


class SeatTaken(Exception):
    """This person has this part of the case already."""


class LastSeat(Exception):
    """Without this seat nobody of the team could open the case."""


class OpenBytes(Exception):
    """These bytes were not closed before they were sent: they are not kept."""


class TooLarge(Exception):
    """This file is larger than the house takes."""


class TooMany(Exception):
    """This case has as many files as it may have."""


class DiskFull(Exception):
    """The disk does not take it."""


class NotWhole(Exception):
    """What lies on the disk is not what was sent."""
