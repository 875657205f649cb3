"""What a browser needs to close some cases anew: their closed words, their team, and the circle's key of today."""

from base64 import b64encode
from typing import Any

from amparo.cases.actions.opening import STORY
from amparo.cases.models import Case, Needs, Story
from amparo.cases.selectors import renewals_for
from amparo.people.models import Person
from amparo.vault.circles import CASEWORK
from amparo.vault.enums import Kind, Part
from amparo.vault.models import Key
from amparo.vault.sealing import version_of
from amparo.vault.views.keys import shown_key

BATCH = 25


def shown_renewals(person: Person) -> dict[str, Any]:
    """The next cases, at most 25, and how many are left."""
    waiting = renewals_for(person)
    circle = Key.objects.select_related("circle").filter(circle__name=CASEWORK, retired_at=None).first()
    batch = list(waiting.select_related("case__story", "case__needs").prefetch_related("case__seats")[:BATCH])
    versions = dict(
        Key.objects.filter(kind=Kind.CASE, subject__in=[each.case_id for each in batch]).values_list(
            "subject", "version"
        )
    )
    return {
        "left": waiting.count(), "circle": shown_key(circle) if circle else None,
        "cases": [_shown(each.case, removed=each.removed_id, version=versions.get(each.case_id, 0)) for each in batch],
    }  # fmt: skip


def _shown(case: Case, *, removed: object, version: int) -> dict[str, Any]:
    team = [seat for seat in case.seats.all() if seat.ended_at is None and seat.person_id != removed]
    sheets = [_sheet(name, case.story, name, Part.IDENTITY) for name in STORY]
    sheets.append(_sheet("needs", case.needs, "words", Part.OPS))
    return {
        "case": str(case.pk), "version": version + 1, "sheets": [each for each in sheets if each["closed"]],
        "team": {part: [str(seat.person_id) for seat in team if seat.part == part] for part in (Part.IDENTITY, Part.OPS)},
    }  # fmt: skip


def _sheet(name: str, row: Story | Needs, column: str, part: Part) -> dict[str, str]:
    closed = bytes(getattr(row, column) or b"")
    return {
        "name": name, "table": row._meta.db_table, "column": column, "row": str(row.pk), "part": part.value,
        "key": str(row.key), "closed": b64encode(closed).decode(), "seen": version_of(closed),
    }  # fmt: skip
