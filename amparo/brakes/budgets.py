"""Of how many different things somebody may open the words: within an hour, and within a day. Far above a hard day's work."""

from amparo.brakes.enums import Reads

BUDGETS: dict[str, tuple[int, int]] = {Reads.ARRIVALS: (300, 1_000), Reads.CASES: (300, 600), Reads.NUMBERS: (20, 60)}
LIFTED_HOURS = 4

# Which looks of the audit open words, by the table that they look at.
LOOKS: dict[str, str] = {
    "people.contactpoint": Reads.NUMBERS, "letterbox.letter": Reads.ARRIVALS, "hotline.intake": Reads.ARRIVALS,
    "hotline.spokenmessage": Reads.ARRIVALS,
}  # fmt: skip
