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


class NotVouched(Exception):
    """Nobody of the directory signed for this key: nothing is closed to it."""


class AlreadyInCircle(Exception):
    """Another member admitted this person a moment ago."""


class VersionMovedOn(Exception):
    """The circle got another key meanwhile, or other members: what was made does not fit any more."""


class DirectoryMovedOn(Exception):
    """Somebody added a line meanwhile; the new one must go on from theirs."""


class HasKeysAlready(Exception):
    """This person made and proved their keys before; they change their ways in, not the keys."""


class NotProven(Exception):
    """The signature does not come from the keys that this way in should open."""


class OneWayMustStay(Exception):
    """Without this way in fewer than two would be left, or no words."""


class NotACloseKey(Exception):
    """These are no public keys as this house writes them, or no age file."""


class ReadingStopped(Exception):
    """So many keys are not handed out to one person now."""


class ChangedMeanwhile(Exception):
    """Somebody saved other words since this person opened them."""
