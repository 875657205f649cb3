class MoveNotAllowed(Exception):
    """A report does not move from this state to that one."""


class ReporterCannotVerify(Exception):
    """Whoever reported it, or took the call, is not the one who verifies it."""


class NotEnoughToConfirm(Exception):
    """Confirmed needs somebody present who is not the reporter, or two independent sources."""


class NotConfirmed(Exception):
    """People are sent to observe only when the report is confirmed."""


class TooFewPeople(Exception):
    """Nobody goes alone: at least two."""


class AlreadyActive(Exception):
    """There is an open activation of this kind for this report."""


class NoLetterFree(Exception):
    """Eight activations are open; one must end first."""


class ActivationOver(Exception):
    """This activation has ended."""


class CannotJoin(Exception):
    """A report with people of its own, or with others joined to it, is not joined to another."""


class VisitNotAllowed(Exception):
    """Nobody comes to a home before the caller agreed to it."""
