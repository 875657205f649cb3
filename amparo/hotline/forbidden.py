"""Words that are never written down here: immigration status, and numbers that name a person. Refused on entry, kindly."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.geo.words import fold

# Matched in capitals without accents and marks, whole words.
STATUS = re.compile(
    r"\b(?:UNDOCUMENTED|ILLEGALS?|ILLEGAL ALIENS?|IMMIGRATION STATUS|GREEN ?CARDS?|OVERSTAY(?:ED)?|NO PAPERS|WITHOUT PAPERS|"
    r"DEPORTABLE|VISA EXPIRED|EXPIRED VISA|(?:HIS|HER|THEIR) (?:VISA|STATUS)|"
    r"INDOCUMENTAD[OA]S?|ILEGA(?:L|LES|IS)|SIN PAPELES|ESTATUS MIGRATORIO|STATUS MIGRATORIO|VISA VENCIDA|RESIDENCIA LEGAL|"
    r"SEM PAPEIS|SEM DOCUMENTOS|INDOCUMENTADO|STATUS IMIGRATORIO|VISTO VENCIDO|"
    r"SAN PAPYE|PA GEN PAPYE|ESTATI IMIGRASYON|VIZA EKSPIRE)\b"
)
A_NUMBER = re.compile(r"\bA ?#? ?(?:\d[ -]?){6,8}\d\b", re.IGNORECASE)
ALIEN_NUMBER = re.compile(r"\bA[- ]?NUMBER\b", re.IGNORECASE)
SOCIAL_SECURITY = re.compile(r"\b\d{3}[- ]\d{2}[- ]\d{4}\b")


def refuse_forbidden(text: str) -> None:
    """Raise ValidationError when a text names a status or holds a number of a person. What was typed stays in the form."""
    if STATUS.search(fold(text)):
        raise ValidationError(
            _("Please take out the words about immigration status. We never ask for it and never keep it."),
            code="status",
        )
    if A_NUMBER.search(text) or ALIEN_NUMBER.search(text) or SOCIAL_SECURITY.search(text):
        raise ValidationError(
            _("Please take out this personal number. It belongs with the person's lawyer, not here."), code="number"
        )
