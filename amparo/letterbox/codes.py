"""The short code with which a letter is erased. It follows from the letter and the operational key, and is kept only as a hash.

Whoever sends the same form twice sees the same code twice. Ten letters and digits out of 32 are 50 bits.
"""

from uuid import UUID

from amparo.core.guarded import keyed_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("OIL", "011")
LENGTH = 10


def code_of(letter: UUID) -> str:
    """The code of this letter, in two groups of five."""
    number = int(keyed_hash("letter code", str(letter)), 16)
    signs = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def hash_of(code: str) -> str:
    """The hash by which a typed code is found: capitals, spaces and look-alikes do not matter."""
    signs = "".join(sign for sign in code.upper().translate(_LOOK_ALIKE) if sign in ALPHABET)
    return keyed_hash("letter", signs)
