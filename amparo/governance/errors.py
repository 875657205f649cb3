class NotForYourself(Exception):
    """Nobody gives themselves a power, or takes back one of their own by hand."""


class NotYoursToGive(Exception):
    """This power is given only by whoever runs the system."""


class ReasonMissing(Exception):
    """A mandate begins and ends with a reason."""
