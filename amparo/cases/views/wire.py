"""Keys, wraps and closed words as the pages' scripts send them."""

import json

from amparo.vault.actions.enrolment import RECIPIENT
from amparo.vault.actions.keys import PartKeyMade
from amparo.vault.actions.wrapping import WrapMade
from amparo.vault.enums import Part
from amparo.vault.sealing import Sealed
from amparo.vault.views.wire import BadRequestBody, as_bytes, as_id, as_words, rows, wrap_of


def keys_and_wraps(said: str) -> tuple[list[PartKeyMade], list[WrapMade]]:
    """What the opening page made: the key of each part, and their wraps."""
    try:
        made = json.loads(said or "{}")
    except ValueError:
        raise BadRequestBody from None
    if not isinstance(made, dict):
        raise BadRequestBody
    return [part_key_of(each) for each in rows(made.get("keys"))], [wrap_of(each) for each in rows(made.get("wraps"))]


def part_key_of(said: object) -> PartKeyMade:
    """A key of one part of a case."""
    if not isinstance(said, dict) or said.get("part") not in Part.values:
        raise BadRequestBody
    recipient, version = as_words(said.get("recipient"), most=80), said.get("version")
    if not RECIPIENT.match(recipient) or not isinstance(version, int) or not 0 < version < 100_000:
        raise BadRequestBody
    return PartKeyMade(
        id=as_id(said.get("id")), recipient=recipient, part=Part(said["part"]),
        signature=as_words(said.get("signature"), most=128), version=version,
    )  # fmt: skip


def sealed_of(said: object) -> Sealed | None:
    """Words that were closed anew."""
    if said is None:
        return None
    if not isinstance(said, dict):
        raise BadRequestBody
    return Sealed(as_bytes(said.get("closed")), as_id(said.get("key")), as_words(said.get("seen"), most=16))
