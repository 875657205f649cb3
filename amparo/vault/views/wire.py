"""What the pages' own scripts send and get: small JSON, and for every refusal one plain sentence."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from amparo.vault.actions.enrolment import RECIPIENT
from amparo.vault.actions.founding import KeyMade
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.errors import NotACloseKey


class BadRequestBody(ValueError):
    """What was sent is not what the page sends."""


def asked(request: HttpRequest) -> dict[str, Any]:
    """The JSON that was sent; an empty one when it is none."""
    try:
        said = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def refused(sentence: str, *, status: int = 422) -> JsonResponse:
    """A refusal in a sentence that the page shows as it is."""
    return JsonResponse({"refused": str(sentence)}, status=status)


def as_id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise BadRequestBody from None


def as_bytes(value: object) -> bytes:
    try:
        return b64decode(str(value), validate=True)
    except (NotBase64, ValueError):
        raise BadRequestBody from None


def as_words(value: object, *, most: int = 600) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise BadRequestBody
    return value


def rows(said: object) -> list[object]:
    if not isinstance(said, list) or len(said) > 200:
        raise BadRequestBody
    return said


def key_of(said: object) -> KeyMade:
    """A key as the browser sent it."""
    if not isinstance(said, dict):
        raise BadRequestBody
    recipient = as_words(said.get("recipient"), most=80)
    if not RECIPIENT.match(recipient):
        raise NotACloseKey
    return KeyMade(
        id=as_id(said.get("id")), recipient=recipient, circle=as_words(said.get("circle"), most=40),
        signature=as_words(said.get("signature"), most=128),
    )  # fmt: skip


def wrap_of(said: object) -> WrapMade:
    """A wrap as the browser sent it."""
    if not isinstance(said, dict):
        raise BadRequestBody
    return WrapMade(
        id=as_id(said.get("id")), key=as_id(said.get("key")), closed=as_bytes(said.get("closed")),
        to_person=as_id(said["to_person"]) if said.get("to_person") else None,
        to_key=as_id(said["to_key"]) if said.get("to_key") else None,
    )  # fmt: skip
