import pytest
from django.core.exceptions import ValidationError

from amparo.core.forbidden import refuse_forbidden

NUMBERS = [
    "A012345678", "A# 012-345-678", "A 012 345 678", "A.012.345.678", "A: 012345678", "alien # 012345678", "alien number 12345678",
    "Ａ０１２３４５６７８", "A0\u200b1234\u20605678", "012-345-678", "012345678", "his number is 012 345 678.", "123-45-6789",
    "123.45.6789", "123–45–6789", "A-number is on the paper",
]  # fmt: skip
STATUS = [
    "undocumented", "un-documented", "UNDOC", "no tiene papeles", "sin documentos", "indocumentada", "he has no legal status",
    "has DACA", "TPS ended", "an asylum seeker", "sans papiers", "sem papéis", "pa gen papye",
    "không có giấy tờ", "无证", "她没有身份",
]  # fmt: skip
FINE = [
    "1012 High Street", "call 413-555-0199", "+1 413 555 0199", "(413) 555-0199", "4135550199", "+525555550199", "plate 123 ABC",
    "3 agents, 2 vans, since 10:30", "a 3 kilómetros", "White Ford, 4 doors", "they ask for papers at the door", "ICE POLICE 12",
    "ZIP 01040-1234", "unit 12345678", "they show a paper", "they took his papers", "by the refugee office",
]  # fmt: skip


@pytest.mark.parametrize("words", NUMBERS)
def test_a_number_of_a_person_is_refused_however_it_is_written(words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_forbidden(f"tall man {words} in a van")
    assert refused.value.code == "number"


@pytest.mark.parametrize("words", STATUS)
def test_a_status_is_refused_in_every_language(words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_forbidden(f"… {words} …")
    assert refused.value.code == "status"


@pytest.mark.parametrize("words", FINE)
def test_what_dispatch_needs_is_not_refused(words: str) -> None:
    refuse_forbidden(words)


def test_a_long_text_of_digits_is_read_at_once() -> None:
    refuse_forbidden("1 " * 20_000)
    refuse_forbidden("A" * 20_000 + " " * 20_000)
