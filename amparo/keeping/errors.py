class NoSuchThing(Exception):
    """There is nothing of this kind with this id."""


class HeldAlready(Exception):
    """Somebody holds it already."""
