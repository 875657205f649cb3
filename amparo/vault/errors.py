class NotYetProven(Exception):
    """Two ways to open the keys must have been tried before anything is closed to a person."""


class AlreadyFounded(Exception):
    """The circles have their first keys already."""


class NotOfThisCircle(Exception):
    """Only a member of the circle can do this: nobody else holds its key."""


class SecondPersonNeeded(Exception):
    """A sensitive circle is changed by two people, never by one."""


class Shredded(Exception):
    """The epoch under which this key lay was destroyed: nobody opens it any more."""


class NotAnEpoch(Exception):
    """These bytes were not enclosed by this house for this row."""


class OnHold(Exception):
    """Somebody with a name and a reason holds this: it is not removed now."""
