from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from amparo.audit.selectors import names_of
from amparo.core.keeping import Words, keeps_of
from amparo.vault.models import Hold


def holdable() -> dict[str, type[models.Model]]:
    """What can be held, by its table."""
    return {model._meta.db_table: model for model in apps.get_models() if keeps_of(model).holdable}


@dataclass(frozen=True)
class Held:
    """One hold as the page shows it."""

    hold: Hold
    what: Words
    name: str


def holds() -> list[Held]:
    """What is held now, the newest first."""
    rows: QuerySet[Hold] = Hold.objects.filter(lifted_at=None).order_by("-created_at")
    names = names_of(row.by_id for row in rows)
    kinds = holdable()
    return [
        Held(row, keeps_of(kinds[row.subject_kind]).what if row.subject_kind in kinds else row.subject_kind,
             names.get(row.by_id, "") if row.by_id else "")
        for row in rows
    ]  # fmt: skip
