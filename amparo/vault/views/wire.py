"""What the pages' own scripts send and get: small JSON, and for every refusal one plain sentence."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse


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
