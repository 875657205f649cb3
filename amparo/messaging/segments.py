"""How many segments a text costs, and which letters make it dear. Counts as the carrier does."""

import unicodedata
from dataclasses import dataclass

_BASIC = set(  # GSM 03.38
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")
GSM_ALONE, GSM_JOINED, UCS_ALONE, UCS_JOINED = 160, 153, 70, 67


@dataclass(frozen=True)
class Segments:
    """The cost of a text: ``units`` are septets in GSM-7 and 16-bit units in UCS-2; ``costly`` are the letters that force UCS-2."""

    encoding: str
    segments: int
    units: int
    costly: tuple[str, ...]


def count(text: str) -> Segments:
    """Encoding, number of segments and units of a text; an empty text still goes out as one."""
    costly = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    if costly:
        sizes = [sum(2 if ord(letter) > 0xFFFF else 1 for letter in sign) for sign in _signs(text)]
        return Segments("UCS-2", _joined(sizes, UCS_ALONE, UCS_JOINED), sum(sizes), costly)
    sizes = [2 if letter in _EXTENDED else 1 for letter in text]
    return Segments("GSM-7", _joined(sizes, GSM_ALONE, GSM_JOINED), sum(sizes), ())


def _joined(sizes: list[int], alone: int, joined: int) -> int:
    """Segments when no sign may be cut in two."""
    if sum(sizes) <= alone:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > joined:
            segments, used = segments + 1, 0
        used += size
    return segments


_JOINER = "\u200d"
# What the carrier's calculator joins to a sign before a joiner (Unicode 10, glue after a joiner); all else begins a new sign.
_GLUED = set("♀♂⚕⚖✈❤🌈🌾🍳🎓🎤🎨🏫🏭💋💻💼🔧🔬🗨🚀🚒👦👧👨👩")


def _signs(text: str) -> list[str]:
    """What a reader sees as one sign: a letter with its marks, an emoji with its tone, a flag, a joined family."""
    signs: list[str] = []
    for letter in text:
        if signs and _belongs(letter, signs[-1]):
            signs[-1] += letter
        else:
            signs.append(letter)
    return signs


def _belongs(letter: str, sign: str) -> bool:
    if (
        unicodedata.category(letter) in {"Mn", "Me", "Mc"}
        or letter == _JOINER
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    ):
        return sign not in "\r\n"
    if sign == "\r" and letter == "\n":
        return True
    flags = [c for c in sign if "\U0001f1e6" <= c <= "\U0001f1ff"]
    return (sign.endswith(_JOINER) and letter in _GLUED) or (
        "\U0001f1e6" <= letter <= "\U0001f1ff" and len(flags) == 1 and len(sign) == 1
    )
