"""What the tests of threats share: somebody at work in a browser, and everything that a thief finds in the database."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from amparo.people.models import Person


def at_work(person: Person, **defaults: Any) -> Client:
    """A browser in which this person is signed in and works."""
    client = Client(**defaults)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["demo"] = True
    session.save()
    assert client.get("/people/me/").status_code == 200
    return client


def stolen_rows() -> list[dict[str, Any]]:
    """Every row of every table, as a dump would have them."""
    found: list[dict[str, Any]] = []
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table in sorted(tables & set(connection.introspection.table_names(cursor))):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column.name for column in cursor.description]
            found += [{"table": table, **dict(zip(names, row, strict=True))} for row in cursor.fetchall()]
    return found


def texts_in(value: Any) -> list[str]:
    """Every text in a value, however deep in lists and tables."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_in(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts_in(each)]
    if isinstance(value, memoryview | bytes):
        return [bytes(value).decode("latin-1"), bytes(value).hex()]
    return [] if value is None else [str(value)]
