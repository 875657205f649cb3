"""What is never written down here: immigration status, where somebody was born, and numbers that name a person.

Refused on entry, kindly: what was typed stays in the form, so that its writer can take it out. The marks between digits, the
alphabet of a letter and signs that nobody sees do not get a number past. Every form, importer and command asks here
(docs/decisions/0015). A caller's own texts are not refused: they are closed before they are stored.
"""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Matched in capitals without accents and marks, whole words.
STATUS = re.compile(
    r"\b(?:UN ?DOCUMENTED|UNDOC|ILLEGALS?|ILLEGAL ALIENS?|(?:IMMIGRATION|LEGAL) STATUS|(?:NO|WITHOUT) STATUS|GREEN ?CARDS?|"
    r"OVERSTAY(?:ED)?|(?:NO|WITHOUT) PAPERS|DEPORTABLE|VISA EXPIRED|EXPIRED VISA|(?:HIS|HER|THEIR) (?:VISA|STATUS)|DACA|TPS|"
    r"ASYLUM (?:SEEKERS?|CASES?|CLAIMS?|APPLICATIONS?|PENDING)|ASYLEES?|NON ?CITIZENS?|NOT (?:A )?CITIZENS?|"
    r"U ?S CITIZENS?|PERMANENT RESIDENTS?|WORK PERMITS?|ORDER OF REMOVAL|REMOVAL ORDERS?|"
    r"INDOCUMENTAD[OA]S?|ILEGA(?:L|LES|IS)|(?:ESTATUS|STATUS|SITUACION) (?:MIGRATORI[OA]|LEGAL)|VISA VENCIDA|RESIDENCIA LEGAL|"
    r"(?:SIN|NO TENGO|NO TIENEN?|NO TENEMOS) (?:PAPELES|DOCUMENTOS|ESTATUS)|RESIDENTES? PERMANENTES?|PERMISO DE TRABAJO|"
    r"SOLICITANTES? DE ASILO|PID(?:IO|IERON|EN?) ASILO|ORDEN DE DEPORTACION|SU (?:VISA|ESTATUS)|CIUDADAN[OA]S? AMERICAN[OA]S?|"
    r"(?:SEM|NAO TEM|NAO TENHO) (?:PAPEIS|DOCUMENTOS?|STATUS)|STATUS IMIGRATORIO|VISTO VENCIDO|PEDI(?:DO|U|RAM) (?:DE )?ASILO|"
    r"(?:SAN|PA GEN) (?:PAPYE|DOKIMAN)|ESTATI IMIGRASYON|VIZA (?:EKSPIRE|FINI)|MANDE AZIL|KAT REZIDANS|"
    r"SANS[ -]PAPIERS?|SANS STATUT|SITUATION IRREGULIERE|DEMANDEURS? D ASILE|CARTE VERTE|"
    r"SEN (?:PAPEL|DUKUMENTU)|KHONG (?:CO )?GIAY TO|NHAP CU BAT HOP PHAP)\b|"
    r"无证|無證|没有身份|沒有身份|非法移民|黑户|黑戶|没有合法身份|偷渡|绿卡|綠卡"
)
BIRTH = re.compile(
    r"\b(?:COUNTRY OF (?:BIRTH|ORIGIN)|PLACE OF BIRTH|BIRTH ?PLACE|NATIONALIT(?:Y|IES)|CITIZENSHIP(?! (?:CLASS|WORKSHOP|CLINIC))|"
    r"DATE OF ENTRY|PAIS DE (?:NACIMIENTO|ORIGEN|NASCIMENTO|ORIGEM)|LUGAR DE NACIMIENTO|LOCAL DE NASCIMENTO|NACIONALIDAD(?:ES?)?|"
    r"CIUDADANIA|CIDADANIA|FECHA DE ENTRADA|PEYI (?:KOTE )?(?:LI|YO|M|MWEN|OU) FET|PEYI ORIJIN|NASYONALITE|SITWAYENTE|"
    r"PAYS (?:DE NAISSANCE|D ORIGINE)|LIEU DE NAISSANCE|NATIONALITES?|CITOYENNETE|NOI SINH|QUOC TICH)\b|"
    r"国籍|國籍|出生国|出生國|出生地"
)
_SOMEBODY = (
    r"(?:I|WE|HE|SHE|THEY|CALLERS?|PERSON|PEOPLE|FAMILY|MAN|MEN|WOMAN|WOMEN|NEIGHBORS?|MOTHER|FATHER|SON|DAUGHTER)"
)
COMES_FROM = re.compile(
    rf"\b(?:BORN (?:IN|AT)|{_SOMEBODY}(?: (?:S|M|RE|IS|ARE|AM|WAS|WERE|COMES?|CAME))? (?:ORIGINALLY )?FROM|"
    r"NACI(?:O|DO|DA|DOS|DAS|MOS|ERON)? EN|ORIGINARI[OA]S? DE|(?:SOY|SOMOS|VENGO|VENIMOS|VIENEN?|VINO|VINIERON) DE|"
    r"NASC(?:EU|I|ID[OA]S?|ERAM|EMOS) (?:EM|N[OA]S?)|(?:SOU|SOMOS|VEIO|VIERAM|VENHO) D[OAE]S?|"
    r"NEE?S? (?:EN|AU|AUX|A|DANS)|FET (?:ANN?|NAN|OZ)|SOTI(?: ANN?| NAN)?|NASE NA|SINH (?:RA )?(?:O|TAI)) "
    r"(?:THE |LA |EL |OS |LES? |L )?(?P<where>\w+(?: \w+){0,3})"
)
_ALSO_A_PLACE_HERE = {"GEORGIA", "JERSEY", "GUERNSEY", "JORDAN", "GEORGIE", "SUDAN"}
_KREYOL = (
    "AYITI GWATEMALA ONDIRAS SALVADO MEKSIK BREZIL DOMINIKANI KIBA KOLONBI VENEZWELA CHILI EKWATE PEWOU NIKARAGWA JAMAYIK "
    "BAAMAS GIYAN ETAZINI"
)

_M = r"[\s.\-/_]"
_DIGITS = rf"\d(?:{_M}?\d){{6,8}}(?!\d)"
_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\b"
_LABEL = r"(?:NUMBER|NUMERO|NUM|NO|NIMEWO)"
ALIEN_NUMBER = re.compile(
    rf"\bA(?:LIEN)?(?:[#:.\-]{{0,3}}|[\s#:.\-]{{0,4}}(?:#|{_LABEL}\b)[\s#:.\-]{{0,4}}){_DIGITS}|\bALIEN[\s#:]{{1,4}}{_DIGITS}|"
    rf"\bA[\s:.\-]{{1,3}}(?!{_DATE})(?:\d{{8,9}}|\d{{2,3}}{_M}\d{{3}}{_M}\d{{3}}|(?:\d{_M}){{7,8}}\d)(?!{_M}?\d)|\bA[- ]?NUMBER\b"
)
NINE_DIGITS = re.compile(
    rf"(?<![\d+])(?<!\d{_M})(?:\d{{9}}|(?<![A-Z])(?:\d{{3}}{_M}\d{{3}}{_M}\d{{3}}|\d{{3}}{_M}\d{{2}}{_M}\d{{4}}|(?:\d{_M}){{8}}\d))(?!{_M}?\d)"
)
_IS = r"[\s#:.°º'\-]{0,3}(?:(?:NUMBERS?|NUMERO|NUM|NO|NIMEWO|N|IS|ES|E|SE|LAST|FOUR|ENDS|IN|CARD|CON|DE)\b[\s#:.°º\-]{0,3}){0,4}"
LABELLED = re.compile(
    rf"\b(?:PASSPORTS?|PASAPORTES?|PASSAPORTES?|PASPO|PASSEPORTS?|HO CHIEU){_IS}(?!\s?{_DATE})[A-Z]{{0,3}}[\s\-]?\d[A-Z0-9\-]{{5}}|"
    rf"\b(?:SSN|ITIN|CPF|SOCIAL SECURITY|SEGURO SOCIAL|SEKIRITE SOSYAL|SECURITE SOCIALE){_IS}\d(?:{_M}?\d){{3}}|"
    r"护照\W{0,3}[A-Z]?\d{6}|\b(?:IOE|EAC|WAC|LIN|SRC|MSC|NBC|YSC)[\s\-]?\d{10}\b|"
    r"\bI[\- ]?94\b\W{0,3}(?:(?:NUMBER|NO)\W{0,3})?\d{8}"
)
_UUID = re.compile(r"\b[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\b")
# Letters of other alphabets that look like ours.
_LOOKS_LIKE = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")


def refuse_forbidden(text: str) -> None:
    """Raise ValidationError when a text names a status, a country of birth or a number of a person."""
    seen = _as_seen(text)
    bare = _bare(seen)
    if STATUS.search(bare):
        raise ValidationError(
            _("Please take out the words about immigration status. We never ask for it and never keep it."),
            code="status",
        )
    if BIRTH.search(bare) or any(_names_a_country(found["where"]) for found in COMES_FROM.finditer(bare)):
        raise ValidationError(
            _("Please take out where somebody was born or comes from. We never ask for it and never keep it."),
            code="birth",
        )
    numbered = _UUID.sub(" ", seen)
    if any(kind.search(numbered) for kind in (ALIEN_NUMBER, NINE_DIGITS)) or LABELLED.search(_plain(numbered)):
        raise ValidationError(
            _("Please take out this personal number. It belongs with the person's lawyer, not here."), code="number"
        )


def _as_seen(text: str) -> str:
    """Capitals as a reader sees them: one form of each letter and digit, without what shows nothing."""
    shown = unicodedata.normalize("NFKC", text)
    shown = re.sub(r"[\u2010-\u2015\u2212]", "-", shown).replace("_", " ")
    return "".join(letter for letter in shown if unicodedata.category(letter) != "Cf").upper().translate(_LOOKS_LIKE)


def _plain(seen: str) -> str:
    """Without accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", seen) if not unicodedata.combining(each))


def _bare(seen: str) -> str:
    """Without accents, and with one space between words."""
    return re.sub(r"[\W_]+", " ", _plain(seen).replace("Đ", "D"))


def _names_a_country(words: str) -> bool:
    """Whether a text begins with the name of a country in one of our languages."""
    parts = words.split(" ")
    return any(" ".join(parts[:length]) in _countries() for length in range(1, len(parts) + 1))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Every country under its names in English, Spanish, Portuguese, French and Kreyòl, as ``_bare`` writes them."""
    names = {
        _bare(_as_seen(str(name)))
        for language in ("en", "es", "pt", "fr")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code not in {"GE", "JE", "GG", "JO"}
    }
    names |= {
        "UNITED STATES",
        "ESTADOS UNIDOS",
        "US",
        "USA",
        "CAPE VERDE",
        "REPUBLICA DOMINICANA",
        "REPIBLIK DOMINIKEN",
    }
    return frozenset(names | set(_KREYOL.split())) - _ALSO_A_PLACE_HERE
