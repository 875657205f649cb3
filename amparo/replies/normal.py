"""Text as it arrives from a phone, brought to one form: lower case, no accents, no apostrophes, no decoration."""

import re
import unicodedata

MOST = 1_600  # no carrier joins more than ten segments; of a longer text only the two ends are read
_ENDS = (600, 200)
_STUTTER = re.compile(r"(?<![^\s.,;!?])(\S{1,24}(?: \S{1,24}){0,3}?)(?:[\s.,;!?]+\1(?![^\s.,;!?])){3,}")

_EMOJI = {
    "👍": " , yes , ", "👌": " , yes , ", "✅": " , yes , ", "✔": " , yes , ", "🙋": " , yes , ", "🏃": " omw ", "🚗": " omw ", "🚶": " omw ", "🚙": " omw ",
    "👎": " nope ", "❌": " nope ", "🚫": " nope ", "🙅": " nope ", "🏠": " home safe ", "🏡": " home safe ", "🆘": " help ",
    "🚑": " ambulance ", "🩸": " blood ", "🔫": " gun ",
}  # fmt: skip
_STROKES = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'"}
)


def plain(text: str) -> str:
    """One form of the letters, accents kept: NFKC, lower case, emoji as words, invisible characters gone."""
    text = text if len(text) <= MOST else f"{text[: _ENDS[0]]} {text[-_ENDS[1] :]}"
    text = unicodedata.normalize("NFKC", text).translate(_STROKES).casefold()
    text = re.sub(r"(?<!\w)sí(?=\s+\w)", "sí,", text)  # the accent tells a yes from an if
    text = re.sub(
        r"(?<!\w)tối(?=,? (?:tôi|em|mình|tui|con|thì|mới|rảnh|được|đi))", "toi nay", text
    )  # the evening from "I"
    text = re.sub(r"(?<!\w)dừng (?=ở|xe|tại|chỗ|đèn)", "ngung ", text)  # "halt at" is not "stand at"
    text = re.sub(r"[\r\n\v\f\x85\u2028\u2029]+", " ; ", text.strip()).replace("we're", "we are")
    for sign, word in _EMOJI.items():
        text = text.replace(sign, word)
    text = "".join(" " if unicodedata.category(c) in _SIGNS else c for c in text if c not in _UNSEEN)
    return _STUTTER.sub(r"\1 \1", re.sub(r"\s+", " ", text)).strip()


_SIGNS = {"Cc", "So", "Sk", "Cs", "Co", "Cn"}
_UNSEEN = {"\ufe0f", "\u20e3", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"}


def fold(text: str) -> str:
    """Without accents and apostrophes; three or more of one letter become one: ``Síii`` gives ``si``."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_STROKES)) if not unicodedata.combining(c))
    text = text.translate(_STROKES).replace("'", "").replace('"', " ")
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", re.sub(r"([a-z])\1{2,}", r"\1", text)).strip()


def bare(text: str) -> str:
    """Letters, digits and single spaces only."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]|_", " ", text)).strip()
