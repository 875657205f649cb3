"""What a browser needs to close some cases anew: their closed words, their team, and the circle's key of today."""

from base64 import b64encode
from collections.abc import Container, Iterable
from typing import Any
from uuid import UUID

from amparo.cases.actions.opening import STORY
from amparo.cases.models import Case, Needs, SealedFile, Story
from amparo.cases.selectors import renewals_for
from amparo.people.models import Person
from amparo.vault.circles import CASEWORK
from amparo.vault.enums import Kind, Part
from amparo.vault.members import listed_keys
from amparo.vault.models import Key
from amparo.vault.sealing import version_of
from amparo.vault.views.keys import shown_key

BATCH = 25


def shown_renewals(person: Person) -> dict[str, Any]:
    """The next cases, at most 25, and how many are left."""
    waiting = renewals_for(person)
    circle = Key.objects.select_related("circle").filter(circle__name=CASEWORK, retired_at=None).first()
    batch = list(
        waiting.select_related("case__story", "case__needs").prefetch_related("case__seats", "case__files")[:BATCH]
    )
    listed = listed_keys() if batch else {}
    keys = Key.objects.filter(kind=Kind.CASE, subject__in=[each.case_id for each in batch])
    return {
        "left": waiting.count(), "circle": shown_key(circle) if circle else None,
        "cases": [
            _shown(each.case, listed=set(listed) - {each.removed_id}, keys=_of(each.case, keys)) for each in batch
        ],
    }  # fmt: skip


def _of(case: Case, keys: Iterable[Key]) -> list[Key]:
    return [key for key in keys if key.subject == case.pk]


def _shown(case: Case, *, listed: Container[UUID], keys: list[Key]) -> dict[str, Any]:
    team = [seat for seat in case.seats.all() if seat.ended_at is None and seat.person_id in listed]
    sheets = [_sheet(name, case.story, name, Part.IDENTITY) for name in STORY]
    sheets.append(_sheet("needs", case.needs, "words", Part.OPS))
    sheets += [_sheet(str(file.pk), file, "details", Part.EVIDENCE) for file in case.files.all()]
    parts = [part for part in Part if any(key.part == part for key in keys)]
    return {
        "case": str(case.pk), "version": max((key.version for key in keys), default=0) + 1, "parts": parts,
        "sheets": [each for each in sheets if each["closed"]],
        "team": {part: [str(seat.person_id) for seat in team if seat.part == part] for part in parts},
    }  # fmt: skip


def _sheet(name: str, row: Story | Needs | SealedFile, column: str, part: Part) -> dict[str, str]:
    closed = bytes(getattr(row, column) or b"")
    return {
        "name": name, "table": row._meta.db_table, "column": column, "row": str(row.pk), "part": part.value,
        "key": str(row.key), "closed": b64encode(closed).decode(), "seen": version_of(closed),
    }  # fmt: skip
