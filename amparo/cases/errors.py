class CaseClosed(Exception):
    """Somebody closed this case meanwhile."""


class NotComplete(Exception):
    """The keys, wraps or words that came with it are not those of this case."""


class SeatTaken(Exception):
    """This person has this part of the case already."""


class LastSeat(Exception):
    """Without this seat nobody of the team could open the case."""
