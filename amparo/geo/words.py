"""How people write places, brought to one spelling."""

import re
import unicodedata

SUFFIXES = {
    "STREET": "ST", "STR": "ST", "AVENUE": "AVE", "AV": "AVE", "ROAD": "RD", "DRIVE": "DR", "LANE": "LN", "COURT": "CT",
    "CIRCLE": "CIR", "TERRACE": "TER", "PLACE": "PL", "BOULEVARD": "BLVD", "HIGHWAY": "HWY", "PARKWAY": "PKWY",
    "SQUARE": "SQ", "TRAIL": "TRL", "TURNPIKE": "TPKE", "EXTENSION": "EXT", "CALLE": "ST", "AVENIDA": "AVE",
}  # fmt: skip
SHORT = set(SUFFIXES.values()) | {"WAY", "PATH", "RUN", "PARK"}
TOWN_WORDS = {"MASSACHUSETTS", "MASS", "MA", "USA"}
_CORNER = re.compile(r"\b(?:&|AND|Y|E|AT|AK|CORNER OF|ESQUINA DE|ESQUINA CON|ESQUINA|CON|WITH)\b|[&/]")


def fold(text: str) -> str:
    """Capitals, without accents, marks or double spaces: ``Núñez  St.`` becomes ``NUNEZ ST``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()
    return re.sub(r"\s+", " ", re.sub(r"[^A-Z0-9&/ ]", " ", plain)).strip()


def street_name(folded: str) -> str:
    """A street in the gazetteer's spelling: the long suffix made short, a saint's St left alone at the front."""
    tokens = folded.split()
    if len(tokens) > 1 and tokens[0] in {"CALLE", "AVENIDA", "RUA", "RI"}:
        tokens = [*tokens[1:], SUFFIXES.get(tokens[0], "ST")]
    return " ".join(SUFFIXES.get(token, token) if place else token for place, token in enumerate(tokens))


def stem(street: str) -> str:
    """The street without its suffix: ``HIGH ST`` gives ``HIGH``; a name that is only a suffix stays."""
    tokens = street.split()
    if len(tokens) > 1 and tokens[-1] in SHORT:
        tokens = tokens[:-1]
    return " ".join(tokens)


def split_number(folded: str) -> tuple[int | None, str]:
    """House number and the rest; apartment letters and units are dropped: ``12B HIGH ST APT 3`` gives 12, ``HIGH ST``."""
    folded = re.sub(r"\b(?:APT|APARTMENT|UNIT|FLOOR|FL|STE|SUITE|APTO|PISO|NO)\b.*$", "", folded).strip()
    match = re.match(r"^(\d{1,5})(?:[A-Z]|-\d+)?\s+(.+)$", folded)
    return (int(match[1]), match[2]) if match else (None, folded)


def split_corner(folded: str) -> tuple[str, str] | None:
    """The two streets of a crossing, or None: ``HIGH ST & DWIGHT ST``, ``CORNER OF HIGH AND DWIGHT``."""
    text = re.sub(r"^(?:THE )?(?:CORNER OF|ESQUINA DE|ESQUINA|ESKIN|KWEN)\s+", "", folded)
    parts = [part.strip() for part in _CORNER.split(text) if part.strip()]
    return (parts[0], parts[1]) if len(parts) == 2 else None


def area_of(street: str, town: str = "") -> str:
    """The street or crossing as it was typed, without a house number, an apartment or the town, which stands beside it."""
    folded = fold(street)
    if town and folded != fold(town):
        folded = folded.removesuffix(f" {fold(town)}")
    corner = split_corner(folded)
    if corner:
        return f"{corner[0]} & {corner[1]}".title()[:80]
    return split_number(folded)[1].title()[:80]
