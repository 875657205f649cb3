class NotForYourself(Exception):
    """Nobody lifts their own budget, and nobody agrees to what they asked for."""


class NotReady(Exception):
    """Nobody agreed yet, it was taken already, or a day has passed."""
