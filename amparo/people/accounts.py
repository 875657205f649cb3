"""How people get in: allauth with its secrets encrypted, its limits bound to a place, and every way in written down."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.core.guarded import seal, unseal
from amparo.core.sabotage import sabotaged
from amparo.people.known_devices import know_device, known_device
from amparo.people.limits import forget_tries, may_try
from amparo.people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by people who look after members, never by strangers. Nobody can lock out somebody else."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many tries from here. Wait five minutes, use your passkey, or ask your coordinator for a new link."
        ),
        "username_password_mismatch": _("The name or the password is not right."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try too many before the slow work on the password begins."""
        self._login_failed_rl_usage = None
        account = str(credentials.get("username", ""))
        if not may_try(self.get_client_ip(request), account, device=known_device(request, account)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        account = str(credentials.get("username", ""))
        if sabotaged("T33") and not Person.objects.filter(username=account).exists():
            return None
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is not None:
            forget_tries(self.get_client_ip(request), account, device=known_device(request, account))
        return person

    def post_login(self, request: HttpRequest, user: Person, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        know_device(request, response, user.username)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted with the operational key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Codes change every 30 seconds and work once."),
    }

    def encrypt(self, text: str) -> str:
        return text if sabotaged("T6") else seal(text, context="mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        if sabotaged("T6"):
            return encrypted_text
        return unseal(bytes.fromhex(encrypted_text), context="mfa")
