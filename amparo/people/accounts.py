"""How people get in: allauth with its secrets encrypted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from amparo.core.guarded import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by people who look after members, never by strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted with the operational key."""

    def encrypt(self, text: str) -> str:
        return seal(text, context="mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(bytes.fromhex(encrypted_text), context="mfa")
