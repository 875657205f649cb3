"""The names that people give to their passkeys."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from amparo.core.forms import ReadsWords


class AddPasskeyForm(ReadsWords, AddWebAuthnForm):
    """A new passkey; what the device answered holds no words."""

    unread = frozenset({"credential"})


class EditPasskeyForm(ReadsWords, EditWebAuthnForm):
    """Another name for a passkey."""
