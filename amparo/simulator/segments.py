"""How many segments a text takes at the carrier: GSM 7-bit counts 160 and 153, everything else 70 and 67."""

from functools import lru_cache

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = set("^{}\\[~]|€\f")


@lru_cache(maxsize=2_000)
def segments_of(body: str) -> int:
    """The number of segments, at least one."""
    if all(letter in GSM or letter in DOUBLE for letter in body):
        units, one, many = sum(2 if letter in DOUBLE else 1 for letter in body), 160, 153
    else:
        units, one, many = len(body.encode("utf-16-be")) // 2, 70, 67
    return 1 if units <= one else -(-units // many)
