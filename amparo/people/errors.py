class NotAPhoneNumber(Exception):
    """This cannot be a telephone number."""


class ReasonMissing(Exception):
    """A number is shown only with a reason."""


class NameTaken(Exception):
    """Somebody signs in with this name already."""


class InvitationOver(Exception):
    """This link was used, replaced by a newer one, or is too old."""


class TooManyCodes(Exception):
    """Four codes went to this number within the hour."""
