import pytest
from django.apps import apps
from django.db import models

from amparo.core.guarded import GuardedField
from amparo.core.models import DataClass
from amparo.core.sealed import SealedField

OURS = [model for model in apps.get_models() if model.__module__.startswith("amparo.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_its_data_class(model: type[models.Model]) -> None:
    kept = {
        field.name: field
        for field in model._meta.concrete_fields
        if not field.is_relation and not (field.primary_key and field.name == "id")
    }
    classes: dict[str, DataClass] = model.data_classes  # type: ignore[attr-defined]

    assert set(classes) == set(kept)
    for kind, column in ((DataClass.GUARDED, GuardedField), (DataClass.SEALED, SealedField)):
        assert {name for name, field in kept.items() if isinstance(field, column)} == {
            name for name, its in classes.items() if its is kind
        }


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_what_it_is_in_one_sentence(model: type[models.Model]) -> None:
    words = (model.__doc__ or "").strip()

    assert words.endswith(".")
    assert "(" not in words.split("\n")[0][:20]
