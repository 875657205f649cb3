"""How far away somebody says they are, in minutes. A clock time ("at 7", "19h") and a time that is past are no distance."""

import re

from amparo.replies.lexicon import table

_WORDS = {word: int(number) for number, words in table("numbers").items() for word in words}
_CJK = {"一": 1, "两": 2, "兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_N = r"(\d{1,3}(?:[.,]5)?|(?:" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r")(?=\s))"
_TO = r"(?:\s?(?:-|to|a|or|o|ou|y|e|oswa|hoac|den|i)\s?(\d{1,3}))?"
_MINUTE = r"(?:more |mas |mais |plus |ti )?(?:minutes?|minutos?|minutu|minutus|minit|minut|minutitos|minutinhos|mins?|mn|phut|ph|p|mnts?)(?: (?:away|out|off|from there|tops|max|or so|or less))?"
_HOUR = r"(?:hours?|hrs?|hr|h|horas?|horitas?|heures?|heure|oras?|e d ?tan|e tan|ed tan|z?e d ?tan|zed ?tan|edtan|zetan|ze|tieng(?: dong ho)?|gio nua|gio)(?: (?:away|out|from there))?"
_AND_HALF = r"(?:and a half|y media|e meia|et demie?|edmi|e demi|i meia|y meia|ruoi)"
_C = r"(\d{1,3}|[一两兩二三四五六七八九十]{1,3})"
_CLOCK = re.compile(
    r"\b(?:a \d{1,2} ?h(?:s)?(?: ?\d\d)?\b|(?:as|at|vers|avant|apres|dipos di|luc|khoang luc|before|after|by|around|sau|a las|les|ate as|das|depois das|ve|pour|des) \d{1,2} ?(?:h(?:oras?)?|hs|heures?|gio|ora|e|ze)(?: ?\d\d)?\b)(?! nua)"
    r"|\b(?:[4-9]|1\d|2[0-3])h(?:\d\d)?\b|\b\d{1,2} ?gio (?:toi|chieu|sang|trua|dem|ruoi)\b|\b(?:[4-9]|1\d|2[0-3]) ?gio ?[0-5]\d\b|\b\d{1,2}:\d\d\b"
)
_PAST = re.compile(
    rf"\b(?:been|waiting|llevo|llevamos|depuis|ca fait|cela fait|desde hace|tengo ya|ya tengo|esperando|esperei|attends) (?:\w+ ){{0,3}}?{_N}\s?(?:{_MINUTE}|{_HOUR})\b|"
    rf"\b{_N}\s?(?:{_MINUTE}|{_HOUR})\s(?:ago|atras|tras|truoc|pase)\b|\b(?:hace|ha|faz|il y a|gen|dja ten) (?:unos |como )?{_N}\s?(?:{_MINUTE}|{_HOUR})(?: (?:que|de sa|tras))?\b(?<!\ba 1h)"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\w)(\d) ?(?:gio|h(?:(?:our|eure|ora)s?)?) ?(?:and |et |y |e )?([0-5]\d)(?: ?(?:min\w*|m))?(?!\w)"), "both"),
    (re.compile(rf"\b{_N}\s?{_HOUR}\s?(?:and |et |y |e |ak |avek |i |va |ku )?([0-5]?\d) ?{_MINUTE}\b"), "both"),
    (re.compile(r"\b(ine) (?:d ?tan )?(?:ak |avek |e )?([0-5]?\d) ?min\w*\b"), "both"),
    (re.compile(rf"{_C}\s?[个個]?(?:小时|小時|钟头|鐘頭|钟|鐘)(?:零|又|加|和)?([0-5]?\d|[一二三四五]?十[一二三四五六七八九]?)分(?:钟|鐘)?"), "both"),
    (re.compile(rf"\b{_N}\s?(?:hours?|horas?|heures?|oras?) (?:and |y |e |et )?(5|10|15|20|25|30|35|40|45|50)(?! ?\w*(?:people|personas|pessoas|%))\b"), "both"),
    (re.compile(rf"\b{_N}\s?{_HOUR}\s?{_AND_HALF}\b"), "hour_half"),
    (re.compile(r"\b(?:(?:una |1 )?hora y media|(?:uma )?hora e meia|heure et demie|(?:un )?ora [yi] meia|(?:an )?hour and a half|(?:mot )?(?:tieng|gio) ruoi|ine ?edmi|ine ?e ?demi|inedtan edmi)\b"), "ninety"),
    (re.compile(r"\b(?:half (?:an |a )?hour|half (?:an |a )?hr|media hora|media horita|meia hora|meia horinha|half hour ish|(?:une )?demi[ -]?heure|(?:yon )?demi ?(?:ed tan|edtan|e d tan|le|e)|mwatye edtan|meia ora|mei ora|nua (?:tieng|gio)(?: nua)?)\b"), "half"),
    (re.compile(r"\bwithin (?:the|an) hour\b"), "hour"),
    (re.compile(r"\b(?:ine ?d ?tan|inedtan|ine tan|(?:uma |una )?horinha|(?:una )?horita|(?:une )?petite heure|petite heure)\b"), "hour"),
    (re.compile(r"\b(?:deze|de ze|dezed tan)(?: d ?tan| tan)?\b"), "two_hours"),
    (re.compile(r"\b(?:twaze)(?: d ?tan| tan)?\b"), "three_hours"),
    (re.compile(r"\b(?:quarter (?:of an )?hour|(?:un )?cuarto de hora|(?:un )?quart dheure|(?:yon )?ka d?e|kart d?e|(?:um )?quarto de hora|(?:un )?kuartu di ora)\b"), "quarter"),
    (re.compile(rf"\b{_N}{_TO}\s?{_MINUTE}\b"), "minutes"),
    (re.compile(rf"\b{_N}{_TO}\s?{_HOUR}\b(?!\d)"), "hours"),
    (re.compile(rf"{_C}(?:个|個)?半(?:小时|小時|钟头?|鐘頭?)"), "cjk_hour_half"),
    (re.compile(r"[个個]半(?:小时|小時|钟头?|鐘頭?)"), "ninety"),
    (re.compile(r"(?:半个?(?:多)?小时|半個?小時|半个?钟头?|半個?鐘頭?)"), "half"),
    (re.compile(r"(?:一|1)刻(?:钟|鐘)"), "quarter"),
    (re.compile(rf"{_C}\s?(?:多)?分(?:钟|鐘)?"), "cjk_minutes"),
    (re.compile(rf"{_C}\s?(?:个|個)?(?:多)?(?:小时|小時|钟头|鐘頭|钟|鐘)(?!半)"), "cjk_hours"),
    (re.compile(r"\b(?:in|en|em|nan|dans|na|dentro de|daqui a|dentu di|trong|trong vong|eta|eta is|eta:) (?:about |like |unos |uns |anviwon )?(\d{1,3})(?![:\d])(?! ?(?:am|pm|st|nd|rd|th|h|people|personas|pessoas|moun|ora|block|cuadra|ze|e d))\b"), "minutes"),
    (re.compile(r"\b(?:in|eta|en|em|nan|dans|na) (?:about |unos |uns )?(five|ten|fifteen|twenty|thirty|forty|cinco|diez|quince|veinte|treinta|dez|quinze|vinte|trinta|dis|kenz|trant|cinq|dix|vingt|trente|kinzi|vinti)$"), "minutes"),
    (re.compile(r"\b(\d{1,3}) (?:away|out|tops|max)\b"), "minutes"),
    (re.compile(r"(?<!\w)(\d{1,3})(?:m|ish)(?!\w)"), "minutes"),
    (re.compile(r"(?:omw|on my way|en camino|a caminho|sou wout|en route|na kaminhu)(?: about| like| in| en| em)? (\d\d)$"), "minutes"),
    (re.compile(r"^(\d{1,3})\s?'$"), "minutes"),
)  # fmt: skip
_FIXED = {"half": 30, "quarter": 15, "ninety": 90, "hour": 60, "two_hours": 120, "three_hours": 180}


def minutes_in(folded: str) -> int | None:
    """The longest stretch of time that a folded text names, in minutes; None when it names none."""
    found: list[int] = []
    rest = _PAST.sub(" ", _CLOCK.sub(" ", folded))
    for pattern, kind in _RULES:
        for match in pattern.finditer(rest):
            found.append(_value(match, kind))
        rest = pattern.sub(" ", rest)
    return max(found) if found else None


def names_clock(folded: str) -> bool:
    """Whether the text names a time of the day."""
    return _CLOCK.search(folded) is not None


def without_times(folded: str) -> str:
    """The text with its stretches of time taken out; clock times stay, since they put an answer off."""
    clocks = _CLOCK.findall(folded)
    folded = _PAST.sub(" ", folded)
    if clocks:
        return folded
    for pattern, _kind in _RULES:
        folded = pattern.sub(" ", folded)
    return folded


def _value(match: re.Match[str], kind: str) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    number = _number(match[1])
    if kind == "both":
        return int(number * 60 + _number(match[2]))
    if match.re.groups > 1 and match[2]:
        number = max(number, float(match[2]))
    if kind.endswith("hour_half"):
        return int(number * 60 + 30)
    return int(number * 60) if kind.endswith("hours") else int(number)


def _number(word: str) -> float:
    if word in _WORDS or word in _CJK:
        return (_WORDS | _CJK)[word]
    if word[0].isdigit():
        return float(word.replace(",", "."))
    tens, _, units = word.partition("十")
    return _CJK.get(tens, 1 if not tens else 0) * 10 + _CJK.get(units, 0)
