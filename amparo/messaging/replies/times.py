"""How far away somebody says they are, in minutes."""

import re

_WORDS = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty five": 25, "thirty": 30, "forty": 40, "forty five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
    "cinco": 5, "diez": 10, "dez": 10, "quince": 15, "quinze": 15, "veinte": 20, "vinte": 20, "treinta": 30, "trinta": 30, "cuarenta": 40, "quarenta": 40,
    "cincuenta": 50, "cinquenta": 50, "sesenta": 60, "noventa": 90, "senk": 5, "dis": 10, "kenz": 15, "ven": 20, "vent": 20, "trant": 30, "karant": 40,
    "cinq": 5, "dix": 10, "vingt": 20, "trente": 30, "quarante": 40, "sinku": 5, "des": 10, "kinzi": 15, "vinti": 20, "trinta y sinku": 35, "korenta": 40,
    "nam": 5, "muoi": 10, "muoi lam": 15, "hai muoi": 20, "ba muoi": 30, "bon muoi": 40, "two": 2, "three": 3, "dos": 2, "tres": 3, "dois": 2, "duas": 2,
    "deux": 2, "trois": 3, "de": 2, "twa": 3, "hai": 2, "ba": 3, "one": 1, "an": 1, "a": 1, "una": 1, "un": 1, "uma": 1, "une": 1, "yon": 1, "youn": 1,
    "mot": 1, "couple": 2, "couple of": 2, "par de": 2, "few": 3,
}  # fmt: skip
_CJK = {
    "一": 1,
    "两": 2,
    "兩": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "十": 10,
    "十五": 15,
    "二十": 20,
    "三十": 30,
    "四十": 40,
    "半": 30,
}
_N = r"(\d{1,3}(?:[.,]5)?|" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + ")"
_TO = r"(?:\s?(?:-|to|a|or|o|ou|y|e|oswa|hoac|den)\s?(\d{1,3}))?"
_MINUTE = r"(?:minutes?|minutos?|minutu|minutus|minit|mins?|mn|phut|ph|m|mnts?)"
_HOUR = r"(?:hours?|hrs?|hr|h|horas?|heures?|heure|oras?|ora|e d tan|edtan|edtan|ed tan|tieng(?: dong ho)?|gio|zè tan|zetan)"
_AND_HALF = r"(?:and a half|y media|e meia|et demie?|edmi|e dimi|y meia|ruoi)"
_BARE_HOUR_HALF = r"\b(?:una )?(?:hora y media|hora e meia|heure et demie|ora y meia)\b"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b{_N}\s?{_HOUR}\s?{_AND_HALF}\b"), "hour_half"),
    (re.compile(_BARE_HOUR_HALF), "ninety"),
    (re.compile(r"\b(?:half (?:an |a )?hour|half hr|media hora|media horita|meia hora|demi ?-?heure|une demi heure|(?:yon )?demi ?(?:e|è|ed tan|edtan|lè|le)|mwatye edtan|meia ora|mei ora|nua (?:tieng|gio))\b"), "half"),
    (re.compile(rf"\b{_N}{_TO}\s?{_MINUTE}\b"), "minutes"),
    (re.compile(rf"\b{_N}{_TO}\s?{_HOUR}\b(?!\d)"), "hours"),
    (re.compile(r"(?:半个?小时|半個?小時|半小时|半小時|半个钟|半個鐘)"), "half"),
    (re.compile(r"(\d{1,3}|[一两兩二三四五十]{1,3})个?個?半(?:小时|小時)"), "cjk_hour_half"),
    (re.compile(r"(\d{1,3}|[一两兩二三四五十]{1,3})\s?分(?:钟|鐘)?"), "cjk_minutes"),
    (re.compile(r"(\d{1,2}|[一两兩二三四五十]{1,3})\s?(?:个|個)?(?:小时|小時|钟头|鐘頭)"), "cjk_hours"),
    (re.compile(r"\b(?:quarter (?:of an )?hour|un cuarto de hora|quart dheure|cuarto de hora)\b"), "quarter"),
    (re.compile(r"\b(?:in|en|em|nan|dans|na|dentro de|daqui a|dentu di|trong|trong vong|sau)\s(\d{1,3})(?![:\d])(?! ?(?:am|pm|st|nd|rd|th|people|personas|pessoas))\b"), "minutes"),
    (re.compile(r"^(\d{1,3})\s?'$"), "minutes"),
)  # fmt: skip


_FIXED = {"half": 30, "quarter": 15, "ninety": 90}


def minutes_in(folded: str) -> int | None:
    """The longest stretch of time that a folded text names, in minutes; None when it names none."""
    found: list[int] = []
    rest = folded
    for pattern, kind in _RULES:
        for match in pattern.finditer(rest):
            found.append(_value(match, kind))
        rest = pattern.sub(" ", rest)
    return max(found) if found else None


def without_times(folded: str) -> str:
    """The text with its stretches of time taken out."""
    for pattern, _kind in _RULES:
        folded = pattern.sub(" ", folded)
    return folded


def _value(match: re.Match[str], kind: str) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    number = _number(match[1])
    if match.re.groups > 1 and match[2]:
        number = max(number, float(match[2]))
    if kind.endswith("hour_half"):
        return int(number * 60 + 30)
    return int(number * 60) if kind.endswith("hours") else int(number)


def _number(word: str) -> float:
    if word in _CJK:
        return _CJK[word]
    if word in _WORDS:
        return _WORDS[word]
    if word[0].isdigit():
        return float(word.replace(",", "."))
    tens, _, units = word.partition("十")
    return _CJK.get(tens, 1 if not tens else 0) * 10 + _CJK.get(units, 0)
