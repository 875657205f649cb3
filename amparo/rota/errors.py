class NotOnTheRota(Exception):
    """Clocking in needs a shift, or one that begins within the hour."""


class NotEligible(Exception):
    """This duty needs a power or a certificate that counts on that day."""


class ShiftOver(Exception):
    """This stretch of time is past, too long, or ends before it begins."""
