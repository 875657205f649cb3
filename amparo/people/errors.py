class NotAPhoneNumber(Exception):
    """This cannot be a telephone number."""


class ReasonMissing(Exception):
    """A number is shown only with a reason."""
