"""Every model says how long it is kept, and what it says can be done: a new model without its rule fails here."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from amparo.core.guarded import GuardedField
from amparo.core.keeping import Goes, about_of, column_of, keeps_of, over
from amparo.core.sealed import SealedField
from amparo.keeping.selectors.removed import kind_of, rules

MODELS = [model for model in apps.get_models() if "tests" not in model.__module__.split(".")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_how_long_it_is_kept(model: type[models.Model]) -> None:
    try:
        keeps = keeps_of(model)
    except KeyError:
        pytest.fail(f"{model._meta.label} says nothing: give it `keeps` (amparo/core/keeping.py)")

    assert keeps.goes or keeps.as_long_as or keeps.with_
    assert str(keeps.what)
    assert about_of(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_goes_with_another_row_goes_in_the_database(model: type[models.Model]) -> None:
    key = keeps_of(model).with_
    if key:
        field = model._meta.get_field(key)
        assert isinstance(field, models.ForeignKey)
        assert field.remote_field.on_delete is models.CASCADE
        assert not field.null


@pytest.mark.parametrize(
    ("model", "rule"), list(rules()), ids=lambda each: getattr(each, "_meta", each) and str(each)[:60]
)
def test_every_rule_names_columns_that_exist(model: type[models.Model], rule: Goes) -> None:
    for name in (rule.since, *rule.erases, *(column.removesuffix("_id") for column in keeps_of(model).follows)):
        try:
            column_of(model, name)
        except FieldDoesNotExist:
            pytest.fail(f"{model._meta.label} has no {name}")
    assert str(rule.what)
    assert bool(rule.unless) or rule.only is models.Q or model._meta.label in {"people.Person", "people.ContactPoint"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_guarded_or_closed_has_its_end(model: type[models.Model]) -> None:
    """A row that goes by a rule or with another ends; one that stays is erased, or somebody's while they are here."""
    secret = {f.name for f in model._meta.concrete_fields if isinstance(f, GuardedField | SealedField)}
    keeps = keeps_of(model)
    goes = any(not rule.erases and not rule.coarse for rule in keeps.goes) or keeps.with_ or keeps.as_long_as
    erased = {name for rule in keeps.goes for name in rule.erases}

    assert not secret or goes or secret <= erased


def test_no_two_rules_are_counted_as_one() -> None:
    kinds = [kind_of(model, rule) for model, rule in rules()]

    assert len(set(kinds)) == len(kinds)


@pytest.mark.django_db
def test_every_rule_is_a_question_that_the_database_answers() -> None:
    from django.utils import timezone

    for model, rule in rules():
        assert list(over(model, rule, now=timezone.now())[:1]) == []
