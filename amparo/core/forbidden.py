"""Words that are never written down here: immigration status, and numbers that name a person. Refused on entry, kindly.

The marks between digits, the alphabet of a letter and signs that nobody sees do not get a number past.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Matched in capitals without accents and marks, whole words.
STATUS = re.compile(
    r"\b(?:UN ?DOCUMENTED|UNDOC|ILLEGALS?|ILLEGAL ALIENS?|(?:IMMIGRATION|LEGAL) STATUS|GREEN ?CARDS?|OVERSTAY(?:ED)?|"
    r"(?:NO|WITHOUT) PAPERS|DEPORTABLE|VISA EXPIRED|EXPIRED VISA|(?:HIS|HER|THEIR) (?:VISA|STATUS)|DACA|TPS|"
    r"ASYLUM SEEKERS?|ASYLEES?|NON ?CITIZENS?|NOT (?:A )?CITIZENS?|"
    r"INDOCUMENTAD[OA]S?|ILEGA(?:L|LES|IS)|(?:ESTATUS|STATUS) (?:MIGRATORIO|LEGAL)|VISA VENCIDA|RESIDENCIA LEGAL|"
    r"(?:SIN|NO TENGO|NO TIENEN?|NO TENEMOS) (?:PAPELES|DOCUMENTOS)|"
    r"(?:SEM|NAO TEM|NAO TENHO) (?:PAPEIS|DOCUMENTOS?)|STATUS IMIGRATORIO|VISTO VENCIDO|"
    r"(?:SAN|PA GEN) PAPYE|ESTATI IMIGRASYON|VIZA EKSPIRE|SANS PAPIERS?|KHONG (?:CO )?GIAY TO)\b|"
    r"无证|無證|没有身份|沒有身份|非法移民|黑户|黑戶"
)
_MARK = r"[\s.\-/]"
ALIEN_NUMBER = re.compile(
    rf"\bA(?:LIEN)?[\s#:.\-]{{0,4}}(?:(?:NUMBER|NUMERO|NUM|NO)[\s#:.\-]{{0,4}})?(?:\d{_MARK}?){{6,8}}\d(?!\d)|\bA[- ]?NUMBER\b"
)
NINE_DIGITS = re.compile(
    rf"(?<![\d+])(?<!\d{_MARK})(?:\d{{9}}|\d{{3}}{_MARK}\d{{3}}{_MARK}\d{{3}}|\d{{3}}{_MARK}\d{{2}}{_MARK}\d{{4}})(?!{_MARK}?\d)"
)


def refuse_forbidden(text: str) -> None:
    """Raise ValidationError when a text names a status or holds a number of a person. What was typed stays in the form."""
    seen = _as_seen(text)
    if STATUS.search(_bare(seen)):
        raise ValidationError(
            _("Please take out the words about immigration status. We never ask for it and never keep it."),
            code="status",
        )
    if ALIEN_NUMBER.search(seen) or NINE_DIGITS.search(seen):
        raise ValidationError(
            _("Please take out this personal number. It belongs with the person's lawyer, not here."), code="number"
        )


def _as_seen(text: str) -> str:
    """Capitals as a reader sees them: one form of each letter and digit, without what shows nothing."""
    shown = unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-")
    return "".join(letter for letter in shown if unicodedata.category(letter) != "Cf").upper()


def _bare(seen: str) -> str:
    """Without accents, and with one space between words."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", seen) if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", " ", plain.replace("Đ", "D"))
