import pytest

from amparo.messaging.segments import count


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [("", "GSM-7", 1), ("a" * 160, "GSM-7", 1), ("a" * 161, "GSM-7", 2), ("€" * 80, "GSM-7", 1), ("€" * 81, "GSM-7", 2),
     ("á" * 70, "UCS-2", 1), ("á" * 71, "UCS-2", 2), ("ñ¿é" * 50, "GSM-7", 1), ("😀" * 35, "UCS-2", 1), ("😀" * 36, "UCS-2", 2),
     ("a" * 152 + "€€" + "a" * 5, "GSM-7", 2), ("👍🏽" * 20, "UCS-2", 2)],
)  # fmt: skip
def test_segments_are_counted_as_the_carrier_counts(text: str, encoding: str, segments: int) -> None:
    cost = count(text)

    assert (cost.encoding, cost.segments) == (encoding, segments)


def test_the_letters_that_cost_are_named() -> None:
    assert count("Responda SÍ, está aquí").costly == ("Í", "á", "í")
