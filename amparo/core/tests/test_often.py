"""Statements that stand ready do what Django's own would do, and refuse what they cannot translate."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.core import clock
from amparo.core.models import BoardEvent, Heartbeat
from amparo.core.often import OneRow, change, prepared

pytestmark = pytest.mark.django_db


def test_a_row_is_the_same_as_django_reads_it() -> None:
    event = BoardEvent.objects.create(topic="call")

    found = OneRow(BoardEvent, by="id").get(event.pk)

    assert found is not None
    assert {**vars(found), "_state": None} == {**vars(BoardEvent.objects.get(pk=event.pk)), "_state": None}
    assert OneRow(BoardEvent, by="id").get(event.pk + 1) is None


def test_a_change_hits_exactly_the_rows_it_names_and_counts_them() -> None:
    first, second, third = (BoardEvent.objects.create(topic=topic) for topic in ("call", "call", "report"))

    changed = change(BoardEvent, {"topic": "call", "id__lt": second.pk}, topic="outbox", urgent=True)

    assert changed == 1
    rows = BoardEvent.objects.order_by("pk").values_list("pk", "topic", "urgent")
    assert list(rows) == [(first.pk, "outbox", True), (second.pk, "call", False), (third.pk, "report", False)]


def test_nothing_is_none_and_a_list_is_any_of_it() -> None:
    Heartbeat.objects.create(name="a", at=clock.now())

    assert change(BoardEvent, {"topic__in": ["call", "report"]}, subject=None) == 0
    assert change(Heartbeat, {"name__in": ["a", "b"]}, at=clock.now()) == 1


def test_the_database_keeps_such_a_statement_prepared_and_no_other() -> None:
    for _time in range(3):
        OneRow(BoardEvent, by="id").get(1)
        BoardEvent.objects.filter(pk=2).first()

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]
    asked = [statement for statement in kept if statement.startswith("SELECT") and "core_boardevent" in statement]
    assert asked
    assert all(" AS own " in statement for statement in asked)


def test_such_statements_are_counted_as_questions() -> None:
    with CaptureQueriesContext(connection) as queries, prepared() as cursor:
        cursor.execute("SELECT 1")

    assert len(queries) == 1
