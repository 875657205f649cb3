"""What the page of a case needs for its photos and documents: those that are there, and how one is added."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from amparo.cases.models import Case
from amparo.cases.selectors import files_of, part_keys, readers_of_all
from amparo.vault.circles import CASEWORK
from amparo.vault.enums import Part
from amparo.vault.models import Key
from amparo.vault.views.keys import shown_key


def shown_files(case: Case, parts: frozenset[Part]) -> dict[str, Any] | None:
    """The files of a case and the key that new ones are closed to, for who has that part; None for others.

    A case that was opened without such a key shows whoever has its identity part what their browser needs to make it.
    """
    keys = part_keys(case)
    if Part.EVIDENCE not in parts and (Part.EVIDENCE in keys or Part.IDENTITY not in parts):
        return None
    key = keys.get(Part.EVIDENCE)
    return {
        "files": list(files_of(case)), "key": str(key.pk) if key else "", "most": settings.FILE_MB,
        "making": None if key else _making(case, max((each.version for each in keys.values()), default=1)),
    }  # fmt: skip


def _making(case: Case, version: int) -> dict[str, Any]:
    circle = Key.objects.select_related("circle").filter(circle__name=CASEWORK, retired_at=None).first()
    return {
        "circle": shown_key(circle) if circle else None, "team": [str(each.pk) for each in readers_of_all(case)],
        "case": str(case.pk), "version": version, "address": reverse("cases:evidence_key", args=[case.pk]),
    }  # fmt: skip
