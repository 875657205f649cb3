import string
import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.forbidden import refuse_forbidden

NUMBERS = [
    "A012345678", "A# 012-345-678", "A 012 345 678", "A.012.345.678", "A: 012345678", "alien # 012345678", "alien number 12345678",
    "Ａ０１２３４５６７８", "A0\u200b1234\u20605678", "012-345-678", "012345678", "his number is 012 345 678.", "123-45-6789",
    "123.45.6789", "123–45–6789", "A-number is on the paper", "A0123 45678", "alien no. 123456789", "А012345678", "a_012345678.pdf",
    "1 2 3 4 5 6 7 8 9", "123_45_6789", "ssn_123456789.jpg", "ITIN 912-34-5678", "SSN 1234", "social security number ends in 1234",
    "seguro social 123 45", "sekirite sosyal 123-45", "passport G12345678", "passport number is 123456789",
    "pasaporte número: FX 123456", "passaporte FX123456", "passeport n° 12AB34567", "paspò nimewo HT123456", "护照 E12345678",
    "IOE0912345678", "MSC 2190012345", "I-94 number 12345678901",
]  # fmt: skip
STATUS = [
    "undocumented", "un-documented", "UNDOC", "no tiene papeles", "sin documentos", "indocumentada", "he has no legal status",
    "has DACA", "TPS ended", "an asylum seeker", "sans papiers", "sem papéis", "pa gen papye",
    "không có giấy tờ", "无证", "她没有身份", "sans-papiers", "sans statut", "demandeur d’asile", "san dokiman", "kat rezidans",
    "U.S. citizen", "her asylum case", "work permit", "permiso de trabajo", "pidió asilo", "pediu asilo", "sen papel", "绿卡",
    "undocumented_family.png",
]  # fmt: skip
BIRTH = [
    "nació en Guatemala", "born in El Salvador", "nascida no Brasil", "nascido em Cabo Verde", "li fèt ann Ayiti", "née en Haïti",
    "country of birth", "nacionalidad hondureña", "she is from Honduras", "he's from Mexico", "they came from Ecuador",
    "soy de México", "vino de la República Dominicana", "veio do Brasil", "li soti Ayiti", "nase na Cabo Verde", "nasyonalite",
    "sinh ra ở Việt Nam", "国籍", "place of birth", "lugar de nacimiento", "peyi li fèt", "pays d’origine", "date of entry",
]  # fmt: skip
FINE = [
    "1012 High Street", "call 413-555-0199", "+1 413 555 0199", "(413) 555-0199", "4135550199", "+525555550199", "plate 123 ABC",
    "3 agents, 2 vans, since 10:30", "a 3 kilómetros", "White Ford, 4 doors", "they ask for papers at the door", "ICE POLICE 12",
    "ZIP 01040-1234", "unit 12345678", "they show a paper", "they took his papers", "by the refugee office",
    "llame a 413-555-0199", "llame al 4135550199", "a 555-0199", "llame a 5550199", "+34 612 345 678", "vino a 25/11/2026",
    "del 10 a 11-25-2026", "2026-11-25 10:30", "docket 1:26-cv-12345-ABC", "2680CV00123", "No. 26-10456", "HD 3816 and H 2580",
    "S.2622", "1012-1014 High Street", "42.204312, -72.616209", "-72.616209123", "$1,200,000", "born in 1985", "born in Holyoke",
    "a car from Vermont", "the van is from Georgia", "they asked for his passport", "they went from Springfield to Holyoke",
    "Social Security office at 1012 High Street", "he came from Holyoke", "citizenship class at the library", "a 2 cuadras",
    "6f1c2d34-1234-4abc-8def-123456789012", "two people from church", "report A 12", "I-91 exit 16", "plate 1ABC23", "bus R41",
    "MAIN ST U101 118 119", "viene de la tienda", "the mother came from work", "a 10-15 minutos", "family from Maple Street",
    "soy de Holyoke", "somos de la red", "sou da igreja", "passport 2026-11-25", "yo soti travay", "née à midi",
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


@pytest.mark.parametrize("words", BIRTH)
def test_where_somebody_was_born_is_refused_in_every_language(words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_forbidden(f"… {words} …")
    assert refused.value.code == "birth"


def code_of(words: str) -> str | None:
    """With which code a text is refused; None when it is not."""
    try:
        refuse_forbidden(words)
    except ValidationError as refused:
        return refused.code
    return None


marks = st.sampled_from(["", "", " ", "-", ".", "/", "_", "\u200b", "–"])
digit = st.sampled_from(string.digits + "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩")
words = st.text(string.ascii_lowercase + " ,áñçèò", max_size=30)


@given(words, st.lists(st.tuples(marks, digit), min_size=8, max_size=9), words)
def test_a_number_after_an_a_is_found_in_any_text_with_any_marks(
    before: str, number: list[tuple[str, str]], after: str
) -> None:
    written = "A" + number[0][1] + "".join(mark + each for mark, each in number[1:])

    assert code_of(f"{before} {written} {after}") is not None


@given(
    words,
    st.integers(2, 9),
    st.integers(0, 99),
    st.sampled_from(["{}{}", "({}) {}", "{}-{}", "{}.{}", "+1 {} {}", "1-{}-{}"]),
)
def test_a_telephone_number_is_never_taken_for_a_number_of_a_person(
    before: str, area: int, last: int, form: str
) -> None:
    written = form.format(f"{area}13", f"555-01{last:02}")

    assert code_of(f"llame a {written}") is code_of(f"call {written.replace('-', '')} now") is None


@given(
    st.dates(),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y"]),
    st.sampled_from(["a", "el", "on"]),
)
def test_a_day_is_never_taken_for_a_number_of_a_person(day: object, form: str, word: str) -> None:
    assert code_of(f"{word} {day.strftime(form)} 10:30") is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(("language", "begins"), [
    ("en", "Please take out"), ("es", "Por favor"), ("pt-br", "Por favor"), ("ht", "Tanpri"),
])  # fmt: skip
@pytest.mark.parametrize("typed", ["undocumented", "born in Mexico", "A012345678"])
def test_the_refusal_is_said_in_the_language_of_the_reader(language: str, begins: str, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_forbidden(typed)

    with translation.override(language):
        assert refused.value.messages[0].startswith(begins)


@pytest.mark.parametrize("words", FINE)
def test_what_dispatch_needs_is_not_refused(words: str) -> None:
    refuse_forbidden(words)


def test_a_long_text_of_digits_is_read_at_once() -> None:
    begun = time.process_time()
    for long in (
        "1 " * 20_000,
        "A" * 20_000 + " " * 20_000,
        "born in " * 5_000,
        "passport number " * 3_000,
        "SSN is " * 5_000,
    ):
        code_of(long)

    assert time.process_time() - begun < 2
