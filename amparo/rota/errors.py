class NotOnTheRota(Exception):
    """Clocking in needs a shift, or one that begins within the hour."""
