"""The circles that every network has. More may be added; these are the ones that the rooms close to by name."""

from amparo.vault.models import Circle

TRIAGE, CASEWORK, EVIDENCE = "hotline-triage", "casework", "evidence"
ACCOMPANIMENT, SANCTUARY, PAYEES = "accompaniment", "sanctuary", "fund-payees"

# name -> (two people change it, after how many days it gets a new key)
CIRCLES: dict[str, tuple[bool, int | None]] = {
    TRIAGE: (False, 7), CASEWORK: (False, None), EVIDENCE: (False, None), ACCOMPANIMENT: (False, None),
    SANCTUARY: (True, None), PAYEES: (True, None),
}  # fmt: skip


def seed_circles() -> None:
    """Add what is missing of them; the migration does it once, this again wherever the tables were emptied."""
    there = set(Circle.objects.filter(name__in=CIRCLES).values_list("name", flat=True))
    Circle.objects.bulk_create(
        Circle(name=name, sensitive=sensitive, rotates_days=days)
        for name, (sensitive, days) in CIRCLES.items()
        if name not in there
    )
